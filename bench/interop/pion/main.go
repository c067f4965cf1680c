// A WHIP publisher and a WHEP player on Pion, for bench/interop.
//
//	pion publish URL TOKEN VP8|H264 VIDEO-FILE AUDIO-FILE   until standard input ends
//	pion play URL TOKEN                                    until a key frame and a sound have come
//
// VIDEO-FILE is IVF for VP8 and Annex B for H.264, AUDIO-FILE is Ogg Opus. The player prints one line
// of JSON: {"first_ms": …, "video": packets, "audio": packets, "codec": "VP8"}.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/webrtc/v3"
	"github.com/pion/webrtc/v3/pkg/media"
	"github.com/pion/webrtc/v3/pkg/media/h264reader"
	"github.com/pion/webrtc/v3/pkg/media/ivfreader"
	"github.com/pion/webrtc/v3/pkg/media/oggreader"
)

const frame = time.Second / 30
const page = 20 * time.Millisecond

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func post(peer *webrtc.PeerConnection, url, token string) {
	offer, err := peer.CreateOffer(nil)
	must(err)
	gathered := webrtc.GatheringCompletePromise(peer)
	must(peer.SetLocalDescription(offer))
	<-gathered
	for {
		request, err := http.NewRequest("POST", url, strings.NewReader(peer.LocalDescription().SDP))
		must(err)
		request.Header.Set("Content-Type", "application/sdp")
		request.Header.Set("Authorization", "Bearer "+token)
		reply, err := http.DefaultClient.Do(request)
		must(err)
		body, err := io.ReadAll(reply.Body)
		must(err)
		reply.Body.Close()
		if reply.StatusCode == http.StatusCreated {
			must(peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: string(body)}))
			return
		}
		if reply.StatusCode != http.StatusConflict {
			must(fmt.Errorf("the server answered %s: %s", reply.Status, body))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func track(peer *webrtc.PeerConnection, mime, id string) *webrtc.TrackLocalStaticSample {
	made, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, id, "pion")
	must(err)
	sender, err := peer.AddTrack(made)
	must(err)
	go func() { // What is not read is not acted upon: NACKs and reports.
		for {
			if _, _, err := sender.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	for _, transceiver := range peer.GetTransceivers() {
		if transceiver.Sender() == sender {
			must(transceiver.SetCodecPreferences(only(mime)))
		}
	}
	return made
}

func only(mime string) []webrtc.RTPCodecParameters {
	codecs := map[string]webrtc.RTPCodecParameters{
		webrtc.MimeTypeVP8:  {RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000, RTCPFeedback: feedback}, PayloadType: 96},
		webrtc.MimeTypeH264: {RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000, SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", RTCPFeedback: feedback}, PayloadType: 125},
		webrtc.MimeTypeOpus: {RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}, PayloadType: 111},
	}
	return []webrtc.RTPCodecParameters{codecs[mime]}
}

var feedback = []webrtc.RTCPFeedback{{Type: "goog-remb"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}

func publish(peer *webrtc.PeerConnection, url, token, codec, videoFile, audioFile string) {
	video := track(peer, "video/"+codec, "video")
	audio := track(peer, webrtc.MimeTypeOpus, "audio")
	connected := make(chan struct{})
	var once sync.Once
	peer.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(connected) })
		}
	})
	post(peer, url, token)
	<-connected
	go repeat(func() { sendSound(audio, audioFile) })
	if codec == "VP8" {
		go repeat(func() { sendIVF(video, videoFile) })
	} else {
		go repeat(func() { sendH264(video, videoFile) })
	}
	io.Copy(io.Discard, os.Stdin)
}

func repeat(once func()) {
	for {
		once()
	}
}

func sendIVF(video *webrtc.TrackLocalStaticSample, name string) {
	file, err := os.Open(name)
	must(err)
	defer file.Close()
	reader, _, err := ivfreader.NewWith(file)
	must(err)
	ticker := time.NewTicker(frame)
	defer ticker.Stop()
	for ; ; <-ticker.C {
		data, _, err := reader.ParseNextFrame()
		if err == io.EOF {
			return
		}
		must(err)
		must(video.WriteSample(media.Sample{Data: data, Duration: frame}))
	}
}

func sendH264(video *webrtc.TrackLocalStaticSample, name string) {
	file, err := os.Open(name)
	must(err)
	defer file.Close()
	reader, err := h264reader.NewReader(file)
	must(err)
	ticker := time.NewTicker(frame)
	defer ticker.Stop()
	for {
		unit, err := reader.NextNAL()
		if err == io.EOF {
			return
		}
		must(err)
		picture := unit.UnitType == h264reader.NalUnitTypeCodedSliceIdr || unit.UnitType == h264reader.NalUnitTypeCodedSliceNonIdr
		sample := media.Sample{Data: unit.Data}
		if picture {
			<-ticker.C
			sample.Duration = frame
		}
		must(video.WriteSample(sample))
	}
}

func sendSound(audio *webrtc.TrackLocalStaticSample, name string) {
	file, err := os.Open(name)
	must(err)
	defer file.Close()
	reader, _, err := oggreader.NewWith(file)
	must(err)
	ticker := time.NewTicker(page)
	defer ticker.Stop()
	for ; ; <-ticker.C {
		data, _, err := reader.ParseNextPage()
		if err == io.EOF {
			return
		}
		must(err)
		must(audio.WriteSample(media.Sample{Data: data, Duration: page}))
	}
}

type seen struct {
	FirstMs int64  `json:"first_ms"`
	Video   int    `json:"video"`
	Audio   int    `json:"audio"`
	Codec   string `json:"codec"`
}

func play(peer *webrtc.PeerConnection, url, token string) {
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		_, err := peer.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		must(err)
	}
	begun := time.Now()
	var lock sync.Mutex
	var found seen
	done := make(chan struct{}, 1000)
	peer.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			packet, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			lock.Lock()
			if remote.Kind() == webrtc.RTPCodecTypeAudio {
				found.Audio++
			} else {
				mime := remote.Codec().MimeType
				if found.Codec == "" && startsKeyFrame(mime, packet.Payload) {
					found.Codec = strings.TrimPrefix(mime, "video/")
					found.FirstMs = time.Since(begun).Milliseconds()
				}
				found.Video++
			}
			if found.Codec != "" && found.Audio >= 25 && found.Video >= 25 {
				select {
				case done <- struct{}{}:
				default:
				}
			}
			lock.Unlock()
		}
	})
	post(peer, url, token)
	select {
	case <-done:
	case <-time.After(20 * time.Second):
	}
	lock.Lock()
	defer lock.Unlock()
	must(json.NewEncoder(os.Stdout).Encode(found))
}

// startsKeyFrame says whether a packet begins a picture that needs no other.
func startsKeyFrame(mime string, payload []byte) bool {
	if len(payload) < 2 {
		return false
	}
	if mime == webrtc.MimeTypeH264 {
		kind := payload[0] & 0x1f
		return kind == 5 || kind == 7 || kind == 24 || (kind == 28 && payload[1]&0x9f == 0x85)
	}
	at := 1
	if payload[0]&0x80 != 0 {
		if payload[1]&0x80 != 0 {
			at++
			if len(payload) > 2 && payload[2]&0x80 != 0 {
				at++
			}
		}
		if payload[1]&0x40 != 0 {
			at++
		}
		if payload[1]&0x30 != 0 {
			at++
		}
		at++
	}
	return payload[0]&0x10 != 0 && len(payload) > at && payload[at]&1 == 0
}

func main() {
	peer, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	must(err)
	defer peer.Close()
	arguments := os.Args[1:]
	switch {
	case len(arguments) == 6 && arguments[0] == "publish":
		publish(peer, arguments[1], arguments[2], arguments[3], arguments[4], arguments[5])
	case len(arguments) == 3 && arguments[0] == "play":
		play(peer, arguments[1], arguments[2])
	default:
		must(fmt.Errorf("usage: pion publish URL TOKEN CODEC VIDEO AUDIO | pion play URL TOKEN"))
	}
}
