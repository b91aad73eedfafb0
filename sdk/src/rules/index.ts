export type { Value } from './compare'
export { compareVersions } from './compareVersions'
export { runProgram, type Read } from './runProgram'
export { wakesOf, type Wake } from './wakesOf'
