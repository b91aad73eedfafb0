import { compareVersions } from '../rules'
import { fits } from '../schema/fits'
import type { Boot, Campaign } from '../schema/wire'
import type { Content } from '../kinds/play'
import type { Bytes, Outcome, Source, Verified } from '../transport'
import { SDK_VERSION } from '../version'
import { pause } from '../ui'

/** Content in use. */
export interface Live {
  verified: Verified
  boot: Boot
}

const MOST_DETAIL = 60

/** Turns outcomes of the source into configuration and content. */
export interface ContentLoader {
  /** The boot file of an outcome in the reader's language; undefined where there is nothing to show. */
  open(outcome: Outcome): Promise<Live | undefined>
  /** Content of a campaign, inline or by hash. */
  contentOf(campaign: Campaign): Promise<Content | undefined>
}

/** Whether it may play. */
export function isActive(outcome: Outcome): outcome is Verified {
  return outcome?.pointer.status === 'active'
}

function parse<Value>(bytes: Bytes): Value | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Value
  } catch {
    return undefined
  }
}

/**
 * Makes a loader.
 *
 * @param languages the reader's, best first; asked for each time, as the page may change them
 */
export function createContent(
  source: Source,
  languages: () => readonly string[],
  report: (code: string, detail: string) => void,
): ContentLoader {
  const isSound =
    (type: string) =>
    (one: unknown): boolean => {
      const sound = fits(one, type)
      if (!sound) report('sdk.content', `${type} ${JSON.stringify(one).slice(0, MOST_DETAIL)}`)
      return sound
    }
  const readBoot = async (verified: Verified): Promise<Boot | undefined> => {
    const bytes = await source.boot(verified, languages())
    const boot = bytes && parse<Boot>(bytes)
    if (boot === undefined || !fits(boot, 'boot') || boot.format !== 1) return undefined
    // The signature says so already; a boot file of another place must not even be possible.
    if (boot.application !== verified.release.application || boot.environment !== verified.release.environment) return undefined
    // One that is broken takes no other with it.
    const [campaigns, elements] = [boot.campaigns.filter(isSound('campaign')), boot.elements.filter(isSound('element'))]
    return { ...boot, campaigns, elements }
  }
  return {
    open: async (outcome) => {
      if (!isActive(outcome)) return undefined
      await pause()
      let verified = outcome
      const { minSdk } = verified.release
      if ((compareVersions(SDK_VERSION, minSdk) ?? 0) < 0) {
        report('sdk.too-old', `the release needs SDK ${minSdk}, this is ${SDK_VERSION}`)
        return undefined
      }
      let boot = await readBoot(verified)
      if (boot === undefined) {
        // Perhaps a deploy has just gone through: the channel is asked once more, and once only.
        const again = await source.check('no-cache')
        if (!isActive(again)) return undefined
        verified = again
        boot = await readBoot(verified)
      }
      if (boot === undefined) report('sdk.boot', String(verified.release.version))
      return boot && { verified, boot }
    },
    contentOf: async (campaign) => {
      if (campaign.content !== undefined) return campaign.content
      const bytes = campaign.blob && (await source.blob(campaign.blob))
      const content = bytes && parse<Content>(bytes)
      return fits(content, 'content') ? content : undefined
    },
  }
}
