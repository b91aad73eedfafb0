// As its snippet does: the library as one script, then what its own server names (settings, flags, tours, their player).
window.posthog.init('key', {
  api_host: `${location.origin}/posthog`,
  autocapture: false,
  capture_pageview: false,
  disable_session_recording: true,
  persistence: 'memory',
  advanced_disable_toolbar_metrics: true,
})
window.bench = { next: () => window.posthog.productTours.nextStep() }
