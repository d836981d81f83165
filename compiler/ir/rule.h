// Rules and ordered lists of them: the heart of the IR. A rule is source × destination × service -> verdict, with
// where it came from; all sets are interned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/support/span.h"

namespace sgc::ir {

enum class Direction : std::uint8_t { Inbound, Outbound };
constexpr Direction kDirections[] = {Direction::Inbound, Direction::Outbound};

enum class Verdict : std::uint8_t { Allow, Deny, Reject };  // Deny drops silently, Reject answers

// Why a rule stands in a list.
enum class Origin : std::uint8_t {
  Written,    // in the point's own block
  Blacklist,  // of a blacklist that is on the point
  Listener,   // follows from a listener: its traffic
  Health,     // follows from a listener: its health check
  IntraGroup, // follows from `intra-group allow`
  Derive,     // follows from `derive` in an acl
};

// What a user hung on a rule; few rules have it, so it stands apart.
struct RuleNotes {
  bool log = false;
  std::string log_prefix;  // empty: none was written
  std::string comment;
  std::string owner;
  std::string ticket;
  std::optional<std::int32_t> expires;  // the last day in force, days since 1970-01-01 UTC

  bool operator==(const RuleNotes&) const = default;
};

struct Rule {
  WhoId source;
  WhoId destination;
  ServiceSetId service;
  Verdict verdict = Verdict::Deny;
  Origin origin = Origin::Written;
  bool before_established = false;  // a blacklist with `established deny`
  PointId declared_in;              // the point whose block, listener or derivation it comes from
  std::uint32_t notes = UINT32_MAX; // index into Policy::notes, or UINT32_MAX
  BlacklistId blacklist;            // known for Origin::Blacklist
  std::uint32_t listener = UINT32_MAX;  // index into the load balancer's listeners, for Listener and Health
  PointId listener_of;              // that load balancer
  Span span;                        // what a reader is sent to: the rule, the blacklist's deny, the listener …
  Span cause;                       // for Origin::Derive, the rule of a point that it follows from; else unknown
  std::uint32_t service_text = UINT32_MAX;  // index into Policy::service_texts: the services as written, or UINT32_MAX
};

// What happens to a packet that no rule takes.
struct Default {
  Verdict verdict = Verdict::Deny;
  bool log = false;
  std::string log_prefix;
  std::string comment;
  bool written = false;
  Span span;  // of `default …`, else of the block, else of the point's name
};

struct RuleList {
  std::vector<Rule> rules;
  Default otherwise;
  Span span;  // of the block, or the point's name where no block was written
};

}  // namespace sgc::ir
