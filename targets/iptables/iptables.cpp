#include "targets/iptables/iptables.h"

#include <fmt/format.h>

#include <map>

#include "compiler/diag/catalog.h"
#include "targets/host/options.h"
#include "targets/iptables/emit.h"
#include "targets/iptables/lower.h"
#include "targets/iptables/names.h"
#include "targets/iptables/print.h"
#include "targets/iptables/verify.h"

namespace sgc::iptables {
namespace {

using targets::Ability;
using targets::Capability;
using targets::Construct;

constexpr std::string_view kTables[] = {"whole", "shared"};
constexpr std::string_view kForward[] = {"drop", "accept"};

constexpr ir::OptionSpec kOptions[] = {
    host::kBaselineOption,
    host::kCountersOption,
    host::kLogRateOption,
    {"table", ir::OptionSpec::Form::Choice, kTables},
    {"forward", ir::OptionSpec::Form::Choice, kForward},
};

constexpr Capability kCapabilities[] = {
    {Construct::Order, Ability::Exact, "lines in order; long lists by trees of chains that keep it"},
    {Construct::Deny, Ability::Exact, "DROP"},
    {Construct::Reject, Ability::Exact, "TCP reset, else ICMP admin-prohibited"},
    {Construct::Log, Ability::Exact, "LOG, prefixes of 29 bytes, at most log-rate lines"},
    {Construct::SourcePorts, Ability::Exact, "--sport, multiport"},
    {Construct::PortLists, Ability::Expansion, "multiport, 15 numbers a line"},
    {Construct::IcmpTypes, Ability::Expansion, "--icmp-type, a line each"},
    {Construct::OtherProtocols, Ability::Exact, "-p and the number"},
    {Construct::Ipv6, Ability::Exact, "a file for ip6tables"},
    {Construct::AddressRanges, Ability::Exact, "iprange; sets of prefixes"},
    {Construct::NearSide, Ability::Exact, "-s and -d"},
    {Construct::DefaultAllow, Ability::Exact, "the chain's policy; table shared: a last rule"},
    {Construct::Outbound, Ability::Exact, "OUTPUT"},
    {Construct::Established, Ability::Exact, "--ctstate RELATED,ESTABLISHED"},
    {Construct::EstablishedDeny, Ability::Exact, "lines before established traffic"},
    {Construct::GroupReference, Ability::Expansion, "sets of its addresses"},
    {Construct::SelfReference, Ability::Expansion, "a set of the point's addresses"},
    {Construct::Acl, Ability::Ignored, "not a host's"},
    {Construct::Comments, Ability::Exact, "at most 255 bytes"},
};

// Whether the point has files; an acl, which has none, is named in a note.
bool has_files(const ir::Point& point, Sink& sink) {
  if (point.acl() != nullptr) {
    sink.report(diagnose(kind::AclNotOnHost, point.span, std::string(kTarget.spec.name), point.name)
                    .at_point(point.name)
                    .with_help("emit it for a cloud: tencent, aws"));
  }
  return point.acl() == nullptr && !point.external();
}

// Of long names a chain's holds the beginning and a digest of 25 bits, which two points may share; on one host the lists
// of one would take the place of the other's. All points of the policy are asked, whichever are emitted now.
bool names_differ(const ir::Policy& policy, Sink& sink) {
  std::map<std::string, const ir::Point*> known;
  bool differ = true;
  for (const ir::Point& point : policy.points) {
    if (point.acl() != nullptr || point.external()) continue;
    const std::string prefix = chain_prefix(point.name);
    const auto [other, fresh] = known.try_emplace(prefix, &point);
    if (fresh) continue;
    sink.report(diagnose(kind::IptablesNamesClash, point.span, other->second->name, point.name, prefix)
                    .at_point(point.name)
                    .with_note(other->second->span, fmt::format("'{}' is declared here", other->second->name))
                    .with_help("give one of them another name; names of 13 bytes and less stand as they are"));
    differ = false;
  }
  return differ;
}

std::vector<targets::OutputFile> emit(const targets::Request& request, Sink& sink) { return emit_files(request, {}, sink); }

}  // namespace

std::vector<targets::OutputFile> emit_files(const targets::Request& request, const Limits& limits, Sink& sink) {
  const Options options = read_options(request, limits, sink);
  if (options.table == TableMode::Shared && !names_differ(request.policy, sink)) return {};
  host::Services services(request.policy);

  std::vector<targets::OutputFile> files;
  const ir::Point* first = nullptr;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (!has_files(point, sink)) continue;
    if (first == nullptr) first = &point;
    const Model model = lower(request, point, services, options, sink);
    files.push_back({sets_path(point), print_sets(model, request)});
    for (const Family family : kFamilies) files.push_back({rules_path(point, family), print_rules(model, family, request)});
  }
  if (first != nullptr) report_options(request, options, *first, sink);
  return files;
}

std::string rules_path(const ir::Point& point, Family family) {
  return "iptables/" + point.name + (family == Family::V4 ? ".rules.v4" : ".rules.v6");
}

std::string sets_path(const ir::Point& point) { return "iptables/" + point.name + ".ipset"; }

const targets::Target kTarget{
    .spec = {"iptables", kOptions, false},
    .sentence = "ipset and iptables-restore files for Linux hosts, for each security group, load balancer and instance",
    .host = true,
    .capabilities = kCapabilities,
    .emit = emit,
    .verify = verify_files,
};

}  // namespace sgc::iptables
