// Connections that the lab's host knows, made with real sockets, and frames that belong to them, nearly belong to them,
// or quote them: what of these passes whatever the list says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/test_words.h"

namespace sgc::verdicts {

struct ConnectionFrame {
  std::string what;
  Bytes bytes;
  bool known = false;  // passes unless something stands before established traffic; the others are judged by the list
};

// One family's connections between host and peer: TCP that the host opened, TCP that the peer opened, a datagram of the
// host's without an answer yet, and one of the peer's without an answer.
class Connections {
 public:
  // Before: Lab::connect gave both their addresses, something activates connection tracking, and nothing is in the way.
  Connections(const Lab& lab, Address host, Address peer)
      : lab_(lab),
        host_(host),
        peer_(peer),
        out_(lab, Side::Host, host, {peer, 8443}),
        in_(lab, Side::Peer, peer, {host, 80}),
        question_(lab, {host, 5000}, {peer, 53}),
        unanswered_(lab, {host, 6000}, {peer, 6001}) {
    question_.delivers(Side::Host);
    unanswered_.delivers(Side::Peer);
  }

  bool made() const { return out_.opening() == Opening::Connected && in_.opening() == Opening::Connected; }

  std::vector<ConnectionFrame> frames() const {
    std::vector<ConnectionFrame> all;
    add_segments(all);
    add_datagrams(all);
    add_errors(all);
    return all;
  }

 private:
  std::uint16_t other_port() const { return static_cast<std::uint16_t>(out_.opener_port() ^ 0x40U); }

  Bytes frame(const Bytes& packet) const { return frame_to_host(lab_.topology().talking, packet); }
  Bytes to_host(const Transport& transport) const { return frame(ip_packet({peer_, host_}, transport)); }

  void add_segments(std::vector<ConnectionFrame>& all) const {
    using namespace tcp_flag;
    const auto segment = [&](std::uint16_t to, std::uint8_t flags) { return to_host(tcp({8443, to, flags, 1, 1})); };
    all.push_back({"an answer", segment(out_.opener_port(), kAck), true});
    all.push_back({"the answer to a SYN", segment(out_.opener_port(), kSyn | kAck), true});
    all.push_back({"a reset", segment(out_.opener_port(), kRst), true});
    all.push_back({"an end", segment(out_.opener_port(), kFin | kAck), true});
    all.push_back({"a SYN on the same ports", segment(out_.opener_port(), kSyn), false});
    all.push_back({"an answer to another port", segment(other_port(), kAck), false});
    all.push_back({"a segment of the peer's own", to_host(tcp({in_.opener_port(), 80, kAck, 1, 1})), true});
    all.push_back({"the same to another port", to_host(tcp({in_.opener_port(), 81, kAck, 1, 1})), false});
  }

  void add_datagrams(std::vector<ConnectionFrame>& all) const {
    all.push_back({"the answer to a datagram", to_host(udp(53, 5000)), true});
    all.push_back({"an answer from another port", to_host(udp(54, 5000)), false});
    all.push_back({"another datagram that nobody answers", to_host(udp(6001, 6000)), false});
  }

  Transport quoting(const Bytes& packet, std::uint8_t type) const { return icmp(host_.family, type, 0, 0, packet); }

  void add_errors(std::vector<ConnectionFrame>& all) const {
    const bool v4 = host_.family == Family::V4;
    const Bytes sent = ip_packet({host_, peer_}, tcp({out_.opener_port(), 8443, tcp_flag::kAck, 1, 1}));
    for (const std::uint8_t type : v4 ? Bytes{3, 4, 5, 11, 12} : Bytes{1, 2, 3, 4}) {
      all.push_back({"an error of type " + std::to_string(type), to_host(quoting(sent, type)), true});
    }
    for (const std::uint8_t type : v4 ? Bytes{1, 2, 6, 8, 10, 13} : Bytes{0, 5, 100, 127, 128, 137}) {
      all.push_back({"no error, type " + std::to_string(type), to_host(quoting(sent, type)), false});
    }
    const std::uint8_t type = v4 ? 3 : 1;
    const auto quoted = [&](const std::string& what, const Bytes& packet, bool known) {
      all.push_back({"an error about " + what, to_host(quoting(packet, type)), known});
    };
    quoted("a datagram", ip_packet({host_, peer_}, udp(5000, 53)), true);
    quoted("no connection", ip_packet({host_, peer_}, tcp({other_port(), 8443, tcp_flag::kAck, 1, 1})), false);
    quoted("what the peer sent", ip_packet({peer_, host_}, tcp({8443, out_.opener_port(), tcp_flag::kAck, 1, 1})), false);
    quoted("a ping", ip_packet({host_, peer_}, icmp(host_.family, v4 ? 8 : 128, 0, 0)), false);

    const std::size_t header = v4 ? 20 : 40;
    quoted("just its ports", Bytes(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(header + 4)), true);
    quoted("a part of its ports", Bytes(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(header + 3)), false);
    quoted("nothing", Bytes(), false);
    const Bytes cut_off(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(header + 2));
    Bytes padded = to_host(quoting(cut_off, type));
    padded.insert(padded.end(), sent.begin() + static_cast<std::ptrdiff_t>(header + 2), sent.end());
    all.push_back({"an error whose quotation goes on behind its end", padded, false});
    if (v4) {
      Bytes fragment = sent;
      fragment[7] = 1;  // its place
      quoted("a later fragment", fragment, false);
    }
    Bytes other_version = sent;
    other_version[0] ^= 0x10;
    quoted("another version of IP", other_version, false);
    IpHeader longer{host_, peer_};
    if (v4) {
      longer.options = Bytes(8, 1);
    } else {
      longer.extensions = {{60, Bytes(6)}, {0, Bytes(6)}};
    }
    quoted("a packet with options", ip_packet(longer, tcp({out_.opener_port(), 8443, tcp_flag::kAck, 1, 1})), true);
  }

  const Lab& lab_;
  Address host_;
  Address peer_;
  TcpTalk out_;
  TcpTalk in_;
  UdpTalk question_;
  UdpTalk unanswered_;
};

}  // namespace sgc::verdicts
