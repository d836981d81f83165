// A policy as it is meant: points with their ordered rule lists, and everything that those refer to. Built once by
// sema, then only read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/ir/rule.h"
#include "compiler/ir/set_pool.h"
#include "compiler/ir/target_settings.h"
#include "compiler/ir/who.h"

namespace sgc::ir {

struct Feed {
  std::string path;  // as written
  std::string file;  // shown name of the file
  AddressSetId addresses;
  std::uint64_t entries = 0;
  Span span;  // of `file "…"`, the first time
};

struct Group {
  std::string name;
  WhoId members;
  AddressSetId addresses;
  bool prelude = false;
  bool used = false;
  bool optional_only = false;  // empty, and only optional feeds made it so
  Span span;                   // of the name
};

struct NamedService {
  std::string name;
  ServiceSetId services;
  bool prelude = false;
  bool used = false;
  Span span;
};

struct Network {
  std::string name;
  AddressSetId cidr;     // empty set where none is written
  bool classic = false;
  bool predeclared = false;  // `basic`
  bool used = false;
  Span span;
};

struct PrefixList {
  std::string name;
  WhoId members;
  AddressSetId addresses;
  bool used = false;
  Span span;
};

struct Blacklist {
  std::string name;
  WhoId who;  // deny … except …
  ServiceSetId services;
  std::vector<PointId> on;  // in the order of declaration of the points
  bool inbound = true;
  bool outbound = false;
  bool established_deny = false;
  std::vector<FeedId> feeds;  // in the order written, those of its groups where they stand; each once
  Span span;                  // of the name
};

enum class WireProtocol : std::uint8_t { Tcp, Udp };

struct Listener {
  std::string name;
  std::string protocol;  // as written: tcp udp http https tls
  WireProtocol wire = WireProtocol::Tcp;
  std::uint16_t port = 0;
  PointId backend;
  std::uint16_t backend_port = 0;
  WhoId from;
  bool health_written = false;
  std::string health_protocol;  // tcp where not written
  WireProtocol health_wire = WireProtocol::Tcp;
  std::uint16_t health_port = 0;
  Span span;
};

struct LoadBalancerPart {
  enum class Scheme : std::uint8_t { Unspecified, Public, Internal };
  enum class Kind : std::uint8_t { Unspecified, Classic, Application, Network };
  Scheme scheme = Scheme::Unspecified;
  Kind kind = Kind::Unspecified;
  std::optional<std::int32_t> created;  // days since 1970-01-01 UTC
  bool snat = false;
  AddressSetId vips;
  AddressSetId addresses;      // written `addresses`; an empty set where none are
  AddressSetId seen_by_backends;  // with snat: `addresses`, else the VIPs
  std::vector<Listener> listeners;
  Span snat_span;
  Span scheme_span;
  Span kind_span;
};

struct InstancePart {
  std::vector<PointId> groups;  // in the order of binding
};

struct AclPart {
  bool derive = false;
  Span derive_span;
  AddressSetId subnets;
};

struct SecurityGroupPart {
  bool external = false;
  bool intra_group_allow = false;
  std::vector<PointId> instances;  // that bind it
};

// Where a rule list is enforced.
struct Point {
  std::string name;
  std::variant<SecurityGroupPart, LoadBalancerPart, InstancePart, AclPart> part;
  std::string description;
  std::string owner;
  std::vector<std::pair<std::string, std::string>> tags;
  NetworkId network;       // unknown where none is written
  WhoId members;           // what the name stands for in a who list, as it was said
  AddressSetId addresses;  // the same as a set: members, VIPs and addresses, subnets; may be empty
  RuleList inbound;
  RuleList outbound;
  bool used = false;  // something refers to it
  Span span;          // of the name
  Span declaration;

  const RuleList& list(Direction direction) const { return direction == Direction::Inbound ? inbound : outbound; }
  RuleList& list(Direction direction) { return direction == Direction::Inbound ? inbound : outbound; }

  const SecurityGroupPart* security_group() const { return std::get_if<SecurityGroupPart>(&part); }
  const LoadBalancerPart* load_balancer() const { return std::get_if<LoadBalancerPart>(&part); }
  const InstancePart* instance() const { return std::get_if<InstancePart>(&part); }
  const AclPart* acl() const { return std::get_if<AclPart>(&part); }
  bool external() const { return security_group() != nullptr && security_group()->external; }
};

struct Assertion {
  bool allow = true;
  ServiceSetId services;
  WhoId from;
  WhoId to;
  Span span;
};

// `ignore SGC3004 "reason"` on a rule.
struct Ignore {
  std::uint16_t code = 0;
  std::string reason;
  Span rule;  // findings of that code that begin inside it are silenced
  Span span;
};

struct Policy {
  SetPool sets;
  Pool<Who, WhoId> whos;
  std::vector<RuleNotes> notes;
  std::vector<std::string> service_texts;  // services as written: "ssh, tcp 8000-8099"

  std::vector<Group> groups;
  std::vector<NamedService> services;
  std::vector<Feed> feeds;
  std::vector<Network> networks;
  std::vector<PrefixList> prefix_lists;
  std::vector<Blacklist> blacklists;
  std::vector<Point> points;  // in the order of declaration
  std::vector<Assertion> assertions;
  std::vector<Ignore> ignores;
  std::vector<TargetSettings> targets;  // by the target's name, each once

  std::int32_t today = 0;      // days since 1970-01-01 UTC
  std::vector<Span> expired;  // allows that `today` took out, in the order in which they were met; one may be met twice

  const Point& point(PointId id) const { return points[id.index]; }
  const AddressSet& addresses(AddressSetId id) const { return sets.addresses[id]; }
  const AddressSet& addresses(WhoId id) const { return sets.addresses[whos[id].addresses]; }
  const ServiceSet& service_set(ServiceSetId id) const { return sets.services[id]; }
  const RuleNotes& notes_of(const Rule& rule) const;
  const TargetSettings* settings(std::string_view target) const;
  std::optional<PointId> find_point(std::string_view name) const;
};

std::string_view to_string(Direction direction);
std::string_view to_string(Verdict verdict);
std::string_view to_string(Origin origin);  // as `sgc explain` says it: "rule", "blacklist", "listener" …

}  // namespace sgc::ir
