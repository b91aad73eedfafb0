import { readFacts } from './facts'
import { refreshReview } from './refreshReview'
import { runBridge } from './runBridge'
import { startButtons } from './startButtons'

const facts = readFacts(document)
if (facts !== undefined) runBridge(facts)
startButtons(document)
refreshReview(document)
