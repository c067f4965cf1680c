// The pages of bench.firstframe: one publishes, one clicks and sees. Runs inside a page of the server.
(() => {
  /** The folder of static files has the release's fingerprint in its address. */
  const [folder] = /^.*\/static\/[^/]+\//.exec(document.querySelector("link[rel=stylesheet]").href);
  const modules = `${folder}live/media.js`;

  window.publishCamera = async (room, token) => {
    const { publish } = await import(modules);
    const devices = await navigator.mediaDevices.getUserMedia({
      audio: true,
      video: { width: 1280, height: 720, frameRate: 30 },
    });
    const publication = publish(room, () => token, devices);
    while (publication.state !== "live" || !publication.id) await pause(20);
    // Let the encoder reach its pace.
    await pause(2000);
    return publication.id;
  };

  window.prepareView = async (room, token, stream) => {
    const { play } = await import(modules);
    const button = document.createElement("button");
    button.id = "see";
    button.textContent = "See";
    document.body.prepend(button);
    button.addEventListener("click", (click) => {
      window.seen = see(() => play(room, stream, () => token), click.timeStamp);
    });
  };

  /** Milliseconds from the click to each step of one viewing. */
  async function see(start, clicked) {
    const steps = {};
    const note = (step) => (steps[step] ??= performance.now() - clicked);
    watchConnections(note);
    const view = document.createElement("video");
    view.muted = true;
    view.width = 320;
    document.body.append(view);
    const frame = new Promise((resolve) => view.requestVideoFrameCallback(resolve));
    const playback = start();
    playback.attach(view);
    await frame;
    note("frame");
    playback.close();
    view.remove();
    return steps;
  }

  /** Notes what happens to the next peer connection that the page makes. */
  function watchConnections(note) {
    const Plain = (window.PlainConnection ??= RTCPeerConnection);
    window.RTCPeerConnection = class extends Plain {
      constructor(configuration) {
        super(configuration);
        this.addEventListener("signalingstatechange", () => {
          note(this.signalingState === "stable" ? "answer" : "offer");
        });
        this.addEventListener("iceconnectionstatechange", () => {
          if (this.iceConnectionState === "connected") note("path");
        });
        this.addEventListener("connectionstatechange", () => {
          if (this.connectionState === "connected") note("keys");
        });
        this.addEventListener("track", ({ track }) => {
          if (track.kind === "video") track.addEventListener("unmute", () => note("packet"));
        });
      }
    };
  }

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
})();
