// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createHandrail } from '../../src/player/createHandrail'
import { install } from '../../src/player/install'
import { readScriptOptions } from '../../src/player/options'

interface Names {
  Handrail?: { q?: unknown[][]; [name: string]: unknown }
  ABBI?: Names['Handrail']
}

const names = window as unknown as Names

beforeEach(() => {
  Reflect.deleteProperty(window, 'Handrail')
  Reflect.deleteProperty(window, 'ABBI')
})

describe('the script', () => {
  it('is there under both names, with the old ones beside', () => {
    install()
    expect(names.Handrail).toBe(names.ABBI)
    for (const name of ['start', 'setUserID', 'sendGoal', 'startWithSelfHosted', 'setScreenID', 'handleBack', 'openUrl']) {
      expect(typeof names.ABBI?.[name]).toBe('function')
    }
  })

  it('replays what a stub queued', () => {
    const call = vi.fn()
    const stub = { q: [['registerAction', 'hello', call], ['noSuchFunction'], ['stop']] }
    names.Handrail = stub
    names.ABBI = stub
    install()
    expect(names.Handrail).not.toBe(stub)
    expect(call).not.toHaveBeenCalled()
  })
})

describe('options of the tag', () => {
  it('are all the plain ones, by their names', () => {
    const data = {
      key: 'bank',
      trust: '1.x',
      selfHostedUrl: 'https://g',
      environment: 'staging',
      sessionTimeout: '60',
      analytics: 'false',
      eventsFilter: 'pageView, error',
      powerMode: '',
      userId: '',
      allowClick: 'main button',
      allowCall: 'openChat, hello',
    }
    expect(readScriptOptions(data)).toMatchObject({
      key: 'bank',
      trust: '1.x',
      selfHostedUrl: 'https://g',
      environment: 'staging',
      sessionTimeout: 60,
      analytics: false,
      eventsFilter: ['pageView', 'error'],
      powerMode: true,
      allow: { click: 'main button', call: ['openChat', 'hello'] },
    })
    expect(readScriptOptions(data)).not.toHaveProperty('userId')
  })

  it('leave out what the tag does not say: no power mode, nothing that content may act on', () => {
    const options = readScriptOptions({ key: 'bank', trust: '1.x', selfHostedUrl: 'https://g', powerMode: 'false' })
    expect(options).toMatchObject({ analytics: true, powerMode: false })
    expect(Object.values(options?.allow ?? {}).filter((act) => act !== undefined)).toEqual([])
  })

  it('are none without the three that matter', () => {
    expect(readScriptOptions({ key: 'bank', trust: '1.x' })).toBeUndefined()
  })
})

describe('the façade', () => {
  it('refuses a plain-http page and an incomplete start, in codes and without throwing', async () => {
    const error = vi.fn()
    const handrail = createHandrail()
    const options = { key: 'bank', trust: '1.x', selfHostedUrl: 'https://g', callbacks: { error } }
    expect(await handrail.start(options)).toEqual({ status: 'refused', reason: 'sdk.insecure-page' })
    expect(error).toHaveBeenCalledWith({ code: 'sdk.insecure-page', detail: location.origin })
    expect(await handrail.start('bank', '1.x')).toEqual({ status: 'refused', reason: 'sdk.options' })
    expect(handrail.diagnose()).toMatchObject({ started: false, refused: 'sdk.options', campaigns: [] })
  })

  it('takes every call before and without a start', async () => {
    const handrail = createHandrail()
    handrail.setUserId('anna')
    handrail.setUserAttributes({ plan: 'gold' })
    handrail.setPrivateUserAttribute('iban', 'DE02')
    handrail.sendTrackedEvent('paid')
    handrail.dismissCampaign()
    handrail.setLanguage('de')
    handrail.restart()
    handrail.stop()
    expect(handrail.handleBack()).toBe(false)
    expect(handrail.openUrl('https://example.com')).toBe(false)
    expect(handrail.openUrl('bank://1.0/trigger_campaign/tour')).toBe(true)
    expect(await handrail.trigger('tour')).toBe(false)
  })
})
