#include "targets/alibaba/alibaba.h"

#include <fmt/format.h>

#include "compiler/diag/catalog.h"
#include "targets/alibaba/cost.h"
#include "targets/alibaba/facts.h"
#include "targets/alibaba/lower.h"
#include "targets/alibaba/matching.h"
#include "targets/alibaba/members.h"
#include "targets/alibaba/print.h"
#include "targets/alibaba/prove.h"
#include "targets/alibaba/verify.h"
#include "targets/cloud/lint.h"
#include "targets/cloud/rulings.h"

namespace sgc::targets::alibaba {
namespace {

constexpr Capability kCapabilities[] = {
    {Construct::Order, Ability::Expansion, "priorities 1 to 99, the fewest that keep the order"},
    {Construct::Deny, Ability::Exact, ""},
    {Construct::Reject, Ability::Ignored, "denied silently"},
    {Construct::Log, Ability::Ignored, "no log by rule"},
    {Construct::SourcePorts, Ability::Exact, ""},
    {Construct::PortLists, Ability::Expansion, "a rule a range; port 0 cannot be named"},
    {Construct::IcmpTypes, Ability::No, "write icmp or icmp6 without a type"},
    {Construct::OtherProtocols, Ability::No, "gre alone; else all"},
    {Construct::Ipv6, Ability::Exact, "rules of its own; not in a classic network"},
    {Construct::AddressRanges, Ability::Expansion, "CIDR blocks"},
    {Construct::NearSide, Ability::Exact, ""},
    {Construct::DefaultAllow, Ability::Exact, "on an instance: where all its groups say so, as in the policy"},
    {Construct::Outbound, Ability::Exact, ""},
    {Construct::Established, Ability::Exact, "security groups are stateful"},
    {Construct::EstablishedDeny, Ability::No, "leave it out, or use a host target"},
    {Construct::GroupReference, Ability::Exact, "basic groups by id; for advanced ones their members' addresses"},
    {Construct::SelfReference, Ability::Expansion, "the members' addresses; intra-group allow as inner access"},
    {Construct::Acl, Ability::No, "use security groups"},
    {Construct::Comments, Ability::Exact, "512 characters"},
};

// Which points of the request are this cloud's to emit.
std::vector<cloud::RuledPoint> ruled_points(const Request& request) {
  std::vector<cloud::RuledPoint> points;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    const bool has_groups = point.security_group() != nullptr || point.instance() != nullptr;
    if (has_groups && !point.external()) points.push_back({id, &kMatching});
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
    if (point.instance() != nullptr) form(point.name, kInstanceIds, "an instance");
  }
  for (const ir::Network& network : request.policy.networks) form(network.name, kNetworkIds, "a network");
  for (const ir::PrefixList& list : request.policy.prefix_lists) form(list.name, kPrefixListIds, "a prefix list");
}

void lint(const Request& request, const Options& options, Sink& sink) {
  constexpr bool kGroupsKeepToANetwork = true;
  cloud::lint_many_groups(request.policy, request.points, sink);
  cloud::lint_networks(request.policy, request.points, kGroupsKeepToANetwork, sink);
  cloud::lint_unused_groups(request.policy, request.points, sink);
  cloud::lint_descriptions(request.policy, request.points, sink);
  std::vector<ir::PointId> groups(request.points.begin(), request.points.end());  // of the rest nothing is made here
  std::erase_if(groups, [&](ir::PointId id) { return request.policy.point(id).security_group() == nullptr; });
  cloud::lint_names(request.policy, groups, kNameRule, kCloud, sink);
  if (options.enterprise) return;  // whose rules name no groups
  cloud::lint_public_references(request.policy, request.points, refers, sink);
  cloud::lint_misfits(request.policy, request.points, refers, sink);
}

// Advanced groups are a VPC's.
void check_group_types(const Request& request, const Options& options, Sink& sink) {
  if (!options.enterprise) return;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (point.security_group() == nullptr || point.external() || !is_classic(request.policy, point)) continue;
    sink.report(diagnose(kind::AlibabaClassicEnterprise, point.span, point.name)
                    .with_help("compile groups of a classic network with «group-type basic»"));
  }
}

// A group that names no network is made in a VPC, and cannot be beside one of a classic network.
void check_networks(const Request& request, Sink& sink) {
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (point.instance() == nullptr || !is_classic(request.policy, point)) continue;
    for (const ir::PointId group_id : point.instance()->groups) {
      const ir::Point& group = request.policy.point(group_id);
      if (group.network.known()) continue;
      sink.report(diagnose(kind::WrongNetwork, point.span, point.name, std::string("a classic network"), group.name,
                           std::string("a VPC"))
                      .with_note(group.span, fmt::format("{} names no network", group.name))
                      .with_help(fmt::format("write the network of {}", group.name)));
    }
  }
}

std::optional<ir::Policy> fitted(const Request& request, const Options& options, Sink& sink) {
  return cloud::rule_on(request.policy, ruled_points(request), options.approximate, sink);
}

void report_old_rules(const Model& model, Sink& sink) {
  std::string names;
  for (const Group& group : model.groups) {
    if (!group.created) names += (names.empty() ? "" : ", ") + group.name;
  }
  if (names.empty()) return;
  sink.report(diagnose(kind::AlibabaOldRules, Span{}, names)
                  .with_help("DescribeSecurityGroupAttribute shows them; the plan's inputs say where their ids go"));
}

cloud::PlanHead head_of(const Request& request, const Options& options) {
  return {kFolder, request.version, options.region, command};
}

std::vector<OutputFile> emit(const Request& request, Sink& sink) {
  const Options options(request.policy.settings(kFolder));
  check_ids(request, options, sink);
  check_group_types(request, options, sink);
  check_networks(request, sink);
  lint(request, options, sink);
  cloud::report_left_out(request.policy, ruled_points(request), sink);
  const std::optional<ir::Policy> changed = fitted(request, options, sink);
  const ir::Policy& policy = changed ? *changed : request.policy;
  refuse_what_is_not_there(policy, request.points, sink);
  if (sink.has_errors()) return {};

  const Model model = lower(policy, request.sources, request.points, options, sink);
  if (sink.has_errors()) return {};
  const cloud::Bill bill = bill_of(model, policy, options);
  report_over_quota(bill, kCloud, sink);
  if (sink.has_errors()) return {};

  prove(model, policy, sink);
  report_old_rules(model, sink);
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
  return fitted(request, options, unheard);
}

}  // namespace

const Target kTarget{
    {kFolder, option_specs(), true},
    "security groups of Alibaba Cloud, as a plan of API calls",
    false,
    kCapabilities,
    emit,
    verify,
    enforced,
};

}  // namespace sgc::targets::alibaba
