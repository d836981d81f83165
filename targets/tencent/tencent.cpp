#include "targets/tencent/tencent.h"

#include "compiler/diag/catalog.h"
#include "targets/cloud/lint.h"
#include "targets/cloud/rulings.h"
#include "targets/tencent/cost.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/health_source.h"
#include "targets/tencent/lower.h"
#include "targets/tencent/matching.h"
#include "targets/tencent/print.h"
#include "targets/tencent/prove.h"
#include "targets/tencent/verify.h"

namespace sgc::targets::tencent {
namespace {

constexpr Capability kCapabilities[] = {
    {Construct::Order, Ability::Exact, "rules are read from the top, groups in order of binding"},
    {Construct::Deny, Ability::Exact, ""},
    {Construct::Reject, Ability::Ignored, "denied silently"},
    {Construct::Log, Ability::Ignored, "no log by rule"},
    {Construct::SourcePorts, Ability::No, "leave sport out; network ACLs have them"},
    {Construct::PortLists, Ability::Exact, "port 0 only where all ports are meant"},
    {Construct::IcmpTypes, Ability::No, "write icmp or icmp6 without a type"},
    {Construct::OtherProtocols, Ability::No, "gre alone; else all"},
    {Construct::Ipv6, Ability::Exact, "rules of its own"},
    {Construct::AddressRanges, Ability::Expansion, "CIDR blocks, or address templates"},
    {Construct::NearSide, Ability::No, "exact where it covers the point's addresses; network ACLs have it"},
    {Construct::DefaultAllow, Ability::Exact, "on an instance: of its last group"},
    {Construct::Outbound, Ability::Exact, ""},
    {Construct::Established, Ability::Exact, "security groups are stateful"},
    {Construct::EstablishedDeny, Ability::No, "leave it out, or use a host target"},
    {Construct::GroupReference, Ability::Exact, "security groups by id, prefix lists as address templates"},
    {Construct::SelfReference, Ability::Exact, ""},
    {Construct::Acl, Ability::Exact, "triple or quintuple; ICMP over IPv6 only within all"},
    {Construct::Comments, Ability::Exact, "100 characters"},
};

// Which points of the request are Tencent's to emit, with what their lists can match.
std::vector<cloud::RuledPoint> ruled_points(const Request& request) {
  std::vector<cloud::RuledPoint> points;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (point.external()) continue;
    points.push_back({id, point.acl() != nullptr ? &kQuintupleMatching : &kGroupMatching});
  }
  return points;
}

void check_ids(const Request& request, const Options& options, Sink& sink) {
  const cloud::Bindings& bindings = options.bindings;
  bindings.check(sink);
  const auto form = [&](std::string_view name, std::span<const std::string_view> starts, std::string_view what) {
    bindings.check_form(name, starts, what, kCloud, sink);
  };
  for (const ir::Point& point : request.policy.points) {
    if (point.security_group() != nullptr) form(point.name, kGroupIds, "a security group");
    if (point.load_balancer() != nullptr) form(point.name, kBalancerIds, "a load balancer or its security group");
    if (point.instance() != nullptr) form(point.name, kInstanceIds, "an instance");
    if (point.acl() != nullptr) form(point.name, kAclIds, "a network ACL");
  }
  for (const ir::Network& network : request.policy.networks) form(network.name, kNetworkIds, "a network");
  for (const ir::PrefixList& list : request.policy.prefix_lists) {
    form(list.name, kAddressTemplateIds, "an address template");
  }
}

void lint(const Request& request, Sink& sink) {
  constexpr bool kGroupsSpanNetworks = false;
  cloud::lint_many_groups(request.policy, request.points, sink);
  cloud::lint_networks(request.policy, request.points, kGroupsSpanNetworks, sink);
  cloud::lint_unused_groups(request.policy, request.points, sink);
  cloud::lint_descriptions(request.policy, request.points, sink);
  cloud::lint_names(request.policy, request.points, kNameRule, kCloud, sink);
  cloud::lint_public_references(request.policy, request.points, refers, sink);
  cloud::lint_misfits(request.policy, request.points, refers, sink);
}

// The policy as this cloud can say it: approximated where the user wants that, health checks from where they come.
// Nothing where it is the policy as it stands.
std::optional<ir::Policy> fitted(const Request& request, const Options& options, Sink& sink) {
  std::optional<ir::Policy> policy = cloud::rule_on(request.policy, ruled_points(request), options.approximate, sink);
  if (!options.reserved_health) return policy;
  sink.report(diagnose(kind::TencentReservedHealth, Span{}));
  return with_reserved_health(policy ? *policy : request.policy);
}

cloud::PlanHead head_of(const Request& request, const Options& options) {
  return {kFolder, request.version, options.region, command};
}

std::vector<OutputFile> emit(const Request& request, Sink& sink) {
  const Options options(request.policy.settings(kFolder));
  check_ids(request, options, sink);
  lint(request, sink);
  cloud::report_left_out(request.policy, ruled_points(request), sink);
  const std::optional<ir::Policy> changed = fitted(request, options, sink);
  if (sink.has_errors()) return {};

  const ir::Policy& policy = changed ? *changed : request.policy;
  const Model model = lower(policy, request.sources, request.points, options, sink);
  const cloud::Bill bill = bill_of(model, policy, options);
  report_over_quota(bill, kCloud, sink);
  if (sink.has_errors()) return {};

  prove_instances(model, policy, sink);
  if (options.region.empty()) {
    sink.report(diagnose(kind::NoRegion, Span{}, std::string(kCloud))
                    .with_help("write it where the plan is for one region: `target tencent { region \"ap-guangzhou\" }`"));
  }
  const cloud::Plan plan = plan_of(model, policy, request.sources, options);
  report_inputs(plan, kCloud, sink);
  return print_plan(plan, head_of(request, options), bill);
}

void verify(const Request& request, std::span<const OutputFile> files, Sink& sink) {
  const Options options(request.policy.settings(kFolder));
  Sink unheard;  // emit has said it
  const std::optional<ir::Policy> changed = fitted(request, options, unheard);
  const ir::Policy& policy = changed ? *changed : request.policy;
  const Model model = lower(policy, request.sources, request.points, options, unheard);
  if (unheard.has_errors()) return;
  const cloud::Plan plan = plan_of(model, policy, request.sources, options);
  const auto wanted = print_plan(plan, head_of(request, options), bill_of(model, policy, options));
  verify_plan(files, wanted, policy, request.points, options, sink);
}

std::optional<ir::Policy> enforced(const Request& request) {
  const Options options(request.policy.settings(kFolder));
  if (!options.approximate) return std::nullopt;
  Sink unheard;
  return cloud::rule_on(request.policy, ruled_points(request), options.approximate, unheard);
}

}  // namespace

const Target kTarget{
    {kFolder, option_specs(), true},
    "security groups and network ACLs of Tencent Cloud, as a plan of API calls",
    false,
    kCapabilities,
    emit,
    verify,
    enforced,
};

}  // namespace sgc::targets::tencent
