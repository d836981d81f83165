#include "targets/capabilities.h"

namespace sgc::targets {

std::string_view to_string(Construct construct) {
  switch (construct) {
    case Construct::Order: return "order of rules";
    case Construct::Deny: return "deny";
    case Construct::Reject: return "reject";
    case Construct::Log: return "log";
    case Construct::SourcePorts: return "source ports";
    case Construct::PortLists: return "port lists";
    case Construct::IcmpTypes: return "ICMP types and codes";
    case Construct::OtherProtocols: return "other protocols";
    case Construct::Ipv6: return "IPv6";
    case Construct::AddressRanges: return "address ranges";
    case Construct::NearSide: return "near side";
    case Construct::DefaultAllow: return "default allow";
    case Construct::Outbound: return "outbound lists";
    case Construct::Established: return "established traffic";
    case Construct::EstablishedDeny: return "established deny";
    case Construct::GroupReference: return "references to groups";
    case Construct::SelfReference: return "references to self";
    case Construct::Acl: return "network ACLs";
    case Construct::Comments: return "comments";
  }
  return {};
}

std::string_view to_string(Ability ability) {
  switch (ability) {
    case Ability::Exact: return "exact";
    case Ability::Expansion: return "by expansion";
    case Ability::Ignored: return "left out, with a note";
    case Ability::No: return "no";
  }
  return {};
}

}  // namespace sgc::targets
