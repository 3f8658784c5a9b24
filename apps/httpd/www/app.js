document.title += " at " + location.host;
