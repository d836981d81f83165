// What a plan for Tencent Cloud says, as plain data: lowering decides all of it, printing only writes it down.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/cloud/attachment.h"
#include "targets/cloud/bill.h"
#include "targets/cloud/cidr.h"
#include "targets/cloud/directed.h"
#include "targets/cloud/traffic.h"

namespace sgc::targets::tencent {

enum class Protocol : std::uint8_t { All, Tcp, Udp, Icmp, Icmp6, Gre };

std::string_view to_string(Protocol protocol);  // as the API spells it
inline bool has_ports(Protocol protocol) { return protocol == Protocol::Tcp || protocol == Protocol::Udp; }

// Protocol and ports of a rule. `ports` is empty for all; more than one are single ports, each a range of itself.
struct Service {
  Protocol protocol = Protocol::All;
  std::vector<NumberRange> ports;

  bool operator==(const Service&) const = default;
};

// Index of a template of the model.
struct TemplateId {
  std::uint32_t index = UINT32_MAX;
  bool operator==(const TemplateId&) const = default;
};

struct GroupReference {
  ir::PointId point;
};
struct AddressTemplateReference {
  TemplateId set;  // an index into Model::address_sets
};
struct PrefixListReference {
  ir::PrefixListId list;
};
using Peer = std::variant<cloud::Cidr, GroupReference, AddressTemplateReference, PrefixListReference>;

// One rule of a security group (the API's SecurityGroupPolicy).
struct Entry {
  Service service;          // where service_template is not known
  TemplateId service_template;
  Peer peer;
  bool accept = false;
  std::string description;
  Span where;               // the rule that it comes from
};

// Addresses of one family under one name: one address template, or several in a group of templates.
struct AddressTemplateSet {
  std::string name;  // "office.v4"
  std::vector<std::vector<AddressRange>> templates;

  std::size_t members() const;
};

struct ServiceTemplate {
  std::string name;  // "web.services"
  std::vector<Service> services;
};

// One direction of a security group. A list that no quota takes is counted and not made: then `entries` is empty and
// `needed` is not.
struct GroupList {
  std::vector<Entry> entries;
  std::uint64_t needed = 0;
  std::vector<cloud::Taker> takers;  // rules that need more than one
};

// A security group at the cloud: a group of the policy, a part of one, a load balancer's, or blacklists alone.
struct Group : cloud::Directed<GroupList> {
  std::string name;         // "backend", "backend.2", "edge", "blacklists.threats"
  ir::PointId point;        // that it belongs to; of blacklists alone, unknown
  std::string id;           // bound, or the placeholder
  bool created = true;      // by the plan
  bool of_balancer = false;
  std::string description;
  Span where;
};

using cloud::AttachedGroup;
using cloud::Attachment;

// A load balancer: the group that filters it, where one can be attached, and where its health checks come from.
struct Balancer {
  static constexpr std::uint32_t kNoGroup = UINT32_MAX;
  ir::PointId point;
  std::string id;
  std::uint32_t group = kNoGroup;  // index into Model::groups; none for a private one
  bool attach = false;             // the group is to be attached; else it was bound, and is
};

// One rule of a network ACL. Of a triple the far side alone is written, of a quintuple both.
struct AclEntry {
  Protocol protocol = Protocol::All;
  NumberRange source_ports = kAllPorts;
  NumberRange destination_ports = kAllPorts;
  cloud::Cidr source;
  cloud::Cidr destination;
  bool accept = false;
  std::string description;
  Span where;
};

// One direction of a network ACL, counted where it is too long to be made, like a GroupList.
struct AclList {
  std::vector<AclEntry> entries;
  std::uint64_t needed = 0;
  std::vector<cloud::Taker> takers;
};

struct Acl : cloud::Directed<AclList> {
  ir::PointId point;
  std::string id;
  bool created = true;
  bool quintuple = false;
  std::string description;
};

struct Model {
  std::vector<AddressTemplateSet> address_sets;
  std::vector<ServiceTemplate> service_templates;
  std::vector<Group> groups;
  std::vector<Attachment> attachments;
  std::vector<Balancer> balancers;
  std::vector<Acl> acls;
};

}  // namespace sgc::targets::tencent
