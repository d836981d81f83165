// What a plan for Alibaba Cloud says, as plain data: lowering decides all of it, printing only writes it down.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/alibaba/facts.h"
#include "targets/cloud/attachment.h"
#include "targets/cloud/bill.h"
#include "targets/cloud/cidr.h"
#include "targets/cloud/directed.h"

namespace sgc::targets::alibaba {

enum class Protocol : std::uint8_t { All, Tcp, Udp, Icmp, Icmp6, Gre };

std::string_view to_string(Protocol protocol);  // as the API spells it

constexpr bool has_ports(Protocol protocol) { return protocol == Protocol::Tcp || protocol == Protocol::Udp; }

// Ports that a rule can name: there is no port 0 there.
inline constexpr NumberRange kNamedPorts{1, kMaxPort};

// Which of a classic network's two interfaces a rule is for. In a VPC every rule is the intranet's, and for both.
enum class Nic : std::uint8_t { Intranet, Internet };

std::string_view to_string(Nic nic);

struct GroupReference {
  ir::PointId point;
};
struct PrefixListReference {
  ir::PrefixListId list;
};
using Peer = std::variant<cloud::Cidr, GroupReference, PrefixListReference>;

// One rule of a security group (the API's Permission).
struct Entry {
  Protocol protocol = Protocol::All;
  NumberRange ports = kNamedPorts;         // destination; only with ports
  NumberRange source_ports = kNamedPorts;  // likewise
  Peer peer;
  std::optional<cloud::Cidr> near;         // where only some of the group's addresses are meant
  Nic nic = Nic::Intranet;
  bool accept = false;
  Level level = kFirstLevel;
  std::string description;
  Span where;                              // the rule that it comes from
};

// One direction of a security group. A list that no quota takes is counted and not made: then `entries` is empty and
// `needed` is not.
struct GroupList {
  std::vector<Entry> entries;
  std::uint64_t needed = 0;
  std::vector<cloud::Taker> takers;  // rules that need more than one
};

// A security group at the cloud: a group of the policy, a part of one, or blacklists of instances alone.
struct Group : cloud::Directed<GroupList> {
  std::string name;          // "backend", "backend.2", "blacklists.threats"
  ir::PointId point;         // that it belongs to; of blacklists alone, unknown
  std::string id;            // bound, or the placeholder
  bool created = true;       // by the plan
  bool classic = false;
  bool enterprise = false;   // else basic
  bool inner_access = false; // basic: its machines reach each other whatever the rules say
  std::string description;
  Span where;
};

using cloud::AttachedGroup;
using cloud::Attachment;

struct Model {
  std::vector<Group> groups;
  std::vector<Attachment> attachments;
};

}  // namespace sgc::targets::alibaba
