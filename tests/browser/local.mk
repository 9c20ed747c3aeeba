# the page in headless Chromium
