// The laboratory: a host of its own, what was loaded on it, and packets judged by it, thousands a second.
//
//   Lab lab;
//   ASSERT_TRUE(lab.load({{"backend.nft", text}}, {"nft -f backend.nft"}).ok);
//   const std::vector<Outcome> outcomes = lab.judge(ir::Direction::Inbound, packets);
//
// Needs root, nft and ip; say so with Lab::unavailable() and skip. One thread at a time, but for load, which may run
// while another thread judges.
#pragma once

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
  std::string transcript;  // each command with what it said, the last one being the one that failed
};

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

  // The outcome of each packet, in order. Every packet opens a connection of its own.
  std::vector<Outcome> judge(ir::Direction direction, std::span<const ir::Packet> packets);

  const Topology& topology() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sgc::verdicts
