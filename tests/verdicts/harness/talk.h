// Real connections over the talking link, to see what a rule set does to traffic that is more than one packet: replies,
// a reload in mid-flow, a connection that is refused. Lab::connect gives the addresses first.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "compiler/net/address.h"
#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/lab.h"

namespace sgc::verdicts {

enum class Side : std::uint8_t { Host, Peer };
constexpr Side other(Side side) { return side == Side::Host ? Side::Peer : Side::Host; }

enum class Opening : std::uint8_t { Connected, Refused, NoAnswer };
std::string_view to_string(Opening opening);

// How long the absence of an answer is waited for. What comes at all on this link comes within a millisecond; a lost
// segment is sent again within a second, and the machine may be busy.
constexpr std::chrono::milliseconds kPatience{1500};

struct Endpoint {
  Address address;
  std::uint16_t port = 0;
};

// One TCP connection. The listening side listens during the whole life of the object.
class TcpTalk {
 public:
  // `opener` connects from any port of its own to `listener`, which is on the other side.
  TcpTalk(const Lab& lab, Side opener, Address from, Endpoint listener);

  Opening opening() const { return opening_; }
  // The opener's own port. Before: connected.
  std::uint16_t opener_port() const { return opener_port_; }

  // Whether what this side sends arrives at the other. Before: connected, and nothing is still on its way.
  bool delivers(Side from);

 private:
  Side opener_side_;
  Opening opening_ = Opening::NoAnswer;
  std::uint16_t opener_port_ = 0;
  Descriptor listening_;
  Descriptor opener_;
  Descriptor accepted_;
};

// Two UDP sockets that know each other.
class UdpTalk {
 public:
  UdpTalk(const Lab& lab, Endpoint host, Endpoint peer);

  // Whether a datagram that this side sends arrives at the other.
  bool delivers(Side from);

 private:
  Descriptor host_;
  Descriptor peer_;
};

// Whether the host reaches itself over its loopback interface.
bool reaches_itself(const Lab& lab, Family family = Family::V4);

}  // namespace sgc::verdicts
