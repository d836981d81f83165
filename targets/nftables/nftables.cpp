#include "targets/nftables/nftables.h"

#include "compiler/diag/catalog.h"
#include "targets/host/options.h"
#include "targets/nftables/emit.h"
#include "targets/nftables/lower.h"
#include "targets/nftables/print.h"
#include "targets/nftables/verify.h"

namespace sgc::nftables {
namespace {

using targets::Ability;
using targets::Capability;
using targets::Construct;

// Conntrack works at -200 on the way out; before it nothing is known of a packet's connection.
constexpr std::int64_t kLeastPriority = -199;
constexpr std::int64_t kMostPriority = INT32_MAX - 1;

constexpr ir::OptionSpec kOptions[] = {
    host::kBaselineOption,
    host::kCountersOption,
    host::kLogRateOption,
    {"priority", ir::OptionSpec::Form::Number, {}, kLeastPriority, kMostPriority},
};

constexpr Capability kCapabilities[] = {
    {Construct::Order, Ability::Exact, "lines in order; long lists by maps that keep it"},
    {Construct::Deny, Ability::Exact, "drop"},
    {Construct::Reject, Ability::Exact, "TCP reset, else ICMP admin-prohibited"},
    {Construct::Log, Ability::Exact, "log prefix, at most log-rate lines"},
    {Construct::SourcePorts, Ability::Exact, "sport"},
    {Construct::PortLists, Ability::Exact, "sets of ports"},
    {Construct::IcmpTypes, Ability::Exact, "icmp type and code"},
    {Construct::OtherProtocols, Ability::Exact, "meta l4proto"},
    {Construct::Ipv6, Ability::Exact, "one table for both families"},
    {Construct::AddressRanges, Ability::Exact, "interval sets"},
    {Construct::NearSide, Ability::Exact, "saddr and daddr"},
    {Construct::DefaultAllow, Ability::Exact, "the chain's policy"},
    {Construct::Outbound, Ability::Exact, "the output hook"},
    {Construct::Established, Ability::Exact, "ct state established,related"},
    {Construct::EstablishedDeny, Ability::Exact, "lines before established traffic"},
    {Construct::GroupReference, Ability::Expansion, "named sets of its addresses"},
    {Construct::SelfReference, Ability::Expansion, "a named set of the point's addresses"},
    {Construct::Acl, Ability::Ignored, "not a host's"},
    {Construct::Comments, Ability::Exact, "at most 128 bytes"},
};

Options read_options(const targets::Request& request, const Limits& limits, Sink& sink) {
  const host::Options general = host::read_options(request.policy, kTarget.spec.name, sink);

  Options options;
  options.baseline = general.baseline;
  options.counters = general.counters;
  options.log_rate = general.log_rate ? to_string(*general.log_rate) : std::string();
  options.priority = hook_priority(request.policy);
  options.limits = limits;
  return options;
}

// Whether the point has a file; an acl, which has none, is named in a note.
bool has_file(const ir::Point& point, Sink& sink) {
  if (point.acl() != nullptr) {
    sink.report(diagnose(kind::AclNotOnHost, point.span, std::string(kTarget.spec.name), point.name)
                    .at_point(point.name)
                    .with_help("emit it for a cloud: tencent, aws"));
  }
  return point.acl() == nullptr && !point.external();
}

std::vector<targets::OutputFile> emit(const targets::Request& request, Sink& sink) {
  return emit_files(request, {}, sink);
}

}  // namespace

std::vector<targets::OutputFile> emit_files(const targets::Request& request, const Limits& limits, Sink& sink) {
  const Options options = read_options(request, limits, sink);
  Services services(request.policy);

  std::vector<targets::OutputFile> files;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (!has_file(point, sink)) continue;
    const Model model = lower(request, point, services, options, sink);
    files.push_back({file_path(point), print(model, request, services)});
  }
  return files;
}

std::int64_t hook_priority(const ir::Policy& policy) {
  const ir::TargetSettings* settings = policy.settings(kTarget.spec.name);
  return settings == nullptr ? 0 : settings->number("priority", 0);
}

std::string file_path(const ir::Point& point) { return "nftables/" + point.name + ".nft"; }

const targets::Target kTarget{
    .spec = {"nftables", kOptions, false},
    .sentence = "nft files for Linux hosts, one for each security group, load balancer and instance",
    .host = true,
    .capabilities = kCapabilities,
    .emit = emit,
    .verify = verify_files,
};

}  // namespace sgc::nftables
