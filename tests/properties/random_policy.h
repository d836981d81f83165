// Policies drawn at random, as text: every construct of the language, always valid, over an address space so small
// that the rules meet each other, with awkward ends (0.0.0.0, all ones, /31, ranges that touch). What a compiler makes
// of them can be held against its evaluator, a kernel, and itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/net/address_set.h"
#include "compiler/net/service_set.h"

namespace sgc::properties {

// What may occur. Everything is on but what only some targets take; sizes are upper bounds.
struct RandomPolicyOptions {
  std::size_t groups = 8;
  std::size_t services = 5;
  std::size_t security_groups = 3;  // at least one is made
  std::size_t rules = 10;           // in one list
  std::size_t elements = 4;         // in one list of addresses or names

  bool ipv6 = true;
  bool outbound = true;
  bool reject = true;
  bool logs = true;
  bool source_ports = true;
  bool port_zero = true;  // ranges of ports that begin at 0
  bool icmp = true;
  bool other_protocols = true;  // sctp, gre, esp, ah, proto N
  bool near_sides = true;
  bool feeds = true;
  bool includes = true;
  bool externals = true;       // external groups and prefix lists
  bool networks = true;
  bool blacklists = true;
  bool established_deny = false;  // of blacklists: host targets alone take it
  bool instances = true;
  bool load_balancers = true;
  bool acls = true;
  bool assertions = true;         // that hold
  bool hostile_texts = true;      // comments, tags, log prefixes … with quotes, braces, newlines, other scripts
  bool keywords_as_names = true;

  std::vector<std::string> target_blocks{};  // whole `target … { … }` blocks, taken as they are
};

enum class Way : std::uint8_t { Inbound, Outbound };

// A rule as the generator meant it.
struct MeantRule {
  std::string verdict;  // allow, deny or reject
  ServiceSet service;
  AddressSet source;  // all addresses where the side was left out
  AddressSet destination;
};

struct RandomPolicy {
  std::string text;                          // of the policy's own file
  std::map<std::string, std::string> files;  // what it includes and reads, by the path that it says

  std::vector<std::string> security_groups;  // the names of those that are emitted
  std::vector<std::string> load_balancers;
  std::vector<std::string> instances;

  // What the compiler has to make of it, known without one: the addresses of each group, point and network, the
  // services of each name, and the rules written in the lists of each point, in order.
  std::map<std::string, AddressSet> addresses;
  std::map<std::string, ServiceSet> services;
  std::map<std::pair<std::string, Way>, std::vector<MeantRule>> rules;
};

// The same seed and options give the same policy. sgc reports no error for it on any day up to 2990; warnings and
// findings are to be expected.
RandomPolicy random_policy(std::uint64_t seed, const RandomPolicyOptions& options = {});

}  // namespace sgc::properties
