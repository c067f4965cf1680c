"""Media: streams in by WHIP, out by WHEP, through one port, without decoding.

The public face is `media.server.MediaServer`; what it tells is in `media.resources`, what it
refuses in `media.errors`. Everything else is the inside:

    port        datagrams in and out; demultiplexes, counts what it drops
    tcpport, tcpconnection, framing   the same for those whose network lets no UDP through
    carriers    a batch of packets to viewers by UDP and TCP alike
    listening, addresses, candidates   where we listen, and where peers are told that we are
    lookups     names among the addresses, looked up again
    ice, seen   ICE-lite: STUN binding requests answered or refused (no I/O)
    probe       answers to `lectern doctor` (no I/O)
    aiortc_seam DTLS and SRTP, by aiortc and pylibsrtp; the only file that knows their private names
    offer, acceptance, answer   SDP read with limits, what we take of it, SDP written (no I/O)
    negotiation, publishers     offers become sessions; publishers come, replace each other, go
    hot         values that are made for each packet: frozen for the type checkers alone
    rtp, rtcp, keyframes   packets read and written (no I/O)
    simulcast   the layers that an offer names (no I/O)
    uptrack     one layer of one medium from a presenter: order, loss, repair, reports (no I/O)
    uplayers    the up tracks of one medium, and which packet is of which (no I/O)
    distance    the round trip to who sends no reports about us (no I/O)
    nack, reports, feedback   the parts of an up track: what is missing, what to report (no I/O)
    speaker     who speaks, from the levels that come with the audio (no I/O)
    descriptor  picture ids and temporal layers in payloads of VP8 and VP9 (no I/O)
    splice      the layers of one medium, laid onto one line of time and pictures (no I/O)
    fan         one layer of one medium to all viewers: written once, encrypted for each
    line, cache, thinning     the parts of a fan: numbering, repairs, fewer frames (no I/O)
    outbox      a fan's packets on their way out, together
    audience, downtrack       a fan's viewers; one viewer's line through all its fans (no I/O)
    place       where a viewer stands, and to which fan it is going
    sendmmsg    a batch of packets to many addresses in one system call
    layers      what is known of a medium's layers: heights, rates, which are there (no I/O)
    heights, bits   how high pictures are, by the headers of key frames (no I/O)
    medium      the layers, the splice and the fans of one medium
    stream      audio and video of one publisher
    bandwidth, allocation     what a downlink carries, and who gets what of it (no I/O)
    downlink    what a participant views, kept within what its way carries
    quality, survey        how well people are connected (no I/O)
    allowance   how much a peer may send (no I/O)
    session     one WHIP or WHEP resource: ICE, DTLS, and the stream behind it
"""
