// The laboratory: a host of its own, what was loaded on it, and packets judged by it, thousands a second.
//
//   Lab lab;
//   const Loaded loaded = lab.load({{"backend.nft", text}}, {"nft -f backend.nft"});
//   ASSERT_TRUE(loaded.ok) << loaded.transcript;
//   const Comparison comparison = compare(policy, point.inbound, packets, lab.judge(ir::Direction::Inbound, packets));
//   EXPECT_TRUE(comparison.agreed()) << to_string(comparison);
//
// Needs root, nft and ip: skip with what Lab::unavailable() says. For one thread at a time, but for load, which may
// run while another thread judges or talks.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/rule.h"
#include "tests/verdicts/harness/outcome.h"
#include "tests/verdicts/harness/packet_builder.h"
#include "tests/verdicts/harness/topology.h"

namespace sgc::verdicts {

struct NamedFile {
  std::string name;  // what the commands call it; no folders
  std::string bytes;
};

struct Loaded {
  bool ok = true;
  std::string transcript;  // each command with what it said; where it is not ok, the last one failed
};

// What was seen of frames, or packets, that were sent together. Inbound, the stack puts fragments of IPv4 together before
// any list sees them, and connection tracking, where it is active, those of IPv6: they then count once.
struct Passage {
  unsigned shown = 0;     // reached the list
  unsigned passed = 0;    // and went through all of it
  unsigned refusals = 0;  // resets and ICMP errors that left the host meanwhile

  bool operator==(const Passage&) const = default;
};

enum class Over : std::uint8_t { JudgedLink, TalkingLink };

enum class Neighbours : std::uint8_t { Discovered, Known };

class Lab {
 public:
  // Why no lab can be had here ("needs root"), or nothing.
  static std::optional<std::string> unavailable();

  Lab();
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  // Writes the files into a new folder and runs the commands there, one after the other, inside the host, until one
  // fails: "nft -f a.nft", "ipset -exist restore < a.ipset", "iptables-legacy-restore a.rules.v4" …
  Loaded load(std::span<const NamedFile> files, std::span<const std::string> commands);
  Loaded load(std::initializer_list<NamedFile> files, std::initializer_list<std::string> commands);

  // Takes all rule sets and ipsets away, of every tool, and every tracked connection.
  void clear();

  // The outcome of each packet, in order. Every packet opens a connection of its own, so none is judged as the reply
  // to another. Throws HarnessError when what was loaded has flushed the harness's own table.
  std::vector<Outcome> judge(ir::Direction direction, std::span<const ir::Packet> packets);

  // The same for what stands before the stack, an XDP program on the host's end of the judged link: Accepted is what
  // came out of it, Dropped what did not.
  std::vector<Outcome> judge_at_device(std::span<const ir::Packet> packets);

  // Frames from the peer, of any form, in this order (packet_builder.h makes them). Only what goes over the talking
  // link and through the list is received by the host.
  Passage send_in(Over link, std::span<const Bytes> frames);
  Passage send_in(Over link, const Bytes& frame) { return send_in(link, std::span(&frame, 1)); }

  // IP packets from the host, of any form, over the judged link.
  Passage send_out(std::span<const Bytes> packets);
  Passage send_out(const Bytes& packet) { return send_out(std::span(&packet, 1)); }

  // Gives the host and the peer an address each on the talking link, of one family; they can then reach each other.
  // Where neighbours are known, a list without a baseline does not stand in the way of IPv6.
  void connect(Address host, Address peer, Neighbours neighbours = Neighbours::Discovered);

  const Topology& topology() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sgc::verdicts
