#include "targets/aws/aws.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/aws/acl_denies.h"
#include "targets/aws/cost.h"
#include "targets/aws/facts.h"
#include "targets/aws/lower.h"
#include "targets/aws/matching.h"
#include "targets/aws/print.h"
#include "targets/aws/prove.h"
#include "targets/aws/verify.h"
#include "targets/cloud/lint.h"
#include "targets/cloud/rulings.h"

namespace sgc::targets::aws {
namespace {

constexpr Capability kCapabilities[] = {
    {Construct::Order, Ability::Expansion, "groups: a union of allows; network ACLs: numbered rules"},
    {Construct::Deny, Ability::Expansion, "groups: as «deny-as» says, an error without; network ACLs: exact"},
    {Construct::Reject, Ability::Ignored, "denied silently"},
    {Construct::Log, Ability::Ignored, "no log by rule; see flow logs"},
    {Construct::SourcePorts, Ability::No, "leave sport out"},
    {Construct::PortLists, Ability::Expansion, "a rule for each range"},
    {Construct::IcmpTypes, Ability::Exact, "a rule for each type"},
    {Construct::OtherProtocols, Ability::Exact, "by number; without sctp's ports"},
    {Construct::Ipv6, Ability::Exact, "rules of its own"},
    {Construct::AddressRanges, Ability::Expansion, "CIDR blocks"},
    {Construct::NearSide, Ability::No, "exact where it covers the point's addresses"},
    {Construct::DefaultAllow, Ability::Exact, "rules for all traffic"},
    {Construct::Outbound, Ability::Exact, "not in EC2-Classic"},
    {Construct::Established, Ability::Exact, "security groups are stateful"},
    {Construct::EstablishedDeny, Ability::No, "leave it out, or use a host target"},
    {Construct::GroupReference, Ability::Exact, "security groups, load balancers and prefix lists by id"},
    {Construct::SelfReference, Ability::Exact, ""},
    {Construct::Acl, Ability::Exact, "numbered rules of the far side"},
    {Construct::Comments, Ability::Exact, "255 characters; network ACLs have none"},
};

// The points of the request that are AWS's to emit.
std::vector<cloud::RuledPoint> ruled_points(const Request& request) {
  std::vector<cloud::RuledPoint> points;
  for (const ir::PointId id : request.points) {
    if (!request.policy.point(id).external()) points.push_back({id, &kMatching});
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
    if (point.security_group() != nullptr && !is_classic(request.policy, point)) form(point.name, kGroupIds, "a security group");
    if (point.instance() != nullptr) form(point.name, kInstanceIds, "an instance");
    if (point.acl() != nullptr) form(point.name, kAclIds, "a network ACL");
  }
  for (const ir::Network& network : request.policy.networks) form(network.name, kNetworkIds, "a network");
  for (const ir::PrefixList& list : request.policy.prefix_lists) form(list.name, kPrefixListIds, "a prefix list");
}

bool is_aws_key(std::string_view key) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return key.size() >= kOwnTagKeys.size() &&
         std::equal(kOwnTagKeys.begin(), kOwnTagKeys.end(), key.begin(), [&](char a, char b) { return a == lower(b); });
}

void check_tags(const Request& request, Sink& sink) {
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    for (const auto& [key, value] : point.tags) {
      if (!is_aws_key(key)) continue;
      sink.report(diagnose(kind::TagKey, point.span, key, std::string_view("keys that begin with aws: are AWS's own"))
                      .with_help(fmt::format("give this tag of {} another key", point.name)));
    }
  }
}

void report_bound(const Model& model, Sink& sink) {
  for (const Group& group : model.groups) {
    if (group.created) continue;
    sink.report(diagnose(kind::AwsBoundGroup, group.where, group.name, group.id)
                    .with_help(group.classic ? "the plan checks that it has no rules"
                                             : "the plan asks for the ids of the rules that are too many: README.md of "
                                               "the target has the commands"));
  }
}

void lint(const Request& request, Sink& sink) {
  constexpr bool kOneNetwork = true;
  cloud::lint_many_groups(request.policy, request.points, sink);
  cloud::lint_networks(request.policy, request.points, kOneNetwork, sink);
  cloud::lint_unused_groups(request.policy, request.points, sink);
  cloud::lint_descriptions(request.policy, request.points, sink);
  cloud::lint_names(request.policy, request.points, kNameRule, kCloud, sink);
  std::vector<ir::PointId> in_vpc(request.points.begin(), request.points.end());
  std::erase_if(in_vpc, [&](ir::PointId id) { return is_classic(request.policy, request.policy.point(id)); });
  cloud::lint_public_references(request.policy, in_vpc, refers, sink);
  cloud::lint_misfits(request.policy, request.points, refers, sink);
}

// The policy as this cloud can say it: approximated where the user wants that, denies in network ACLs where they are to
// stand there. Nothing where it is the policy as it stands, or cannot be said.
std::optional<ir::Policy> fitted(const Request& request, const Options& options, Sink& sink) {
  std::optional<ir::Policy> ruled = cloud::rule_on(request.policy, ruled_points(request), options.approximate, sink);
  if (options.deny_as != DenyAs::Acl || sink.has_errors()) return ruled;
  const ir::Policy& policy = ruled ? *ruled : request.policy;
  std::optional<ir::Policy> moved = with_denies_in_acls(policy, request.points, sink);
  return moved ? std::move(moved) : std::move(ruled);
}

cloud::PlanHead head_of(const Request& request, const Options& options) {
  return {kFolder, request.version, options.region, command};
}

std::vector<OutputFile> emit(const Request& request, Sink& sink) {
  const Options options(request.policy.settings(kFolder));
  check_ids(request, options, sink);
  check_tags(request, sink);
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
  report_bound(model, sink);
  if (options.region.empty()) {
    sink.report(diagnose(kind::NoRegion, Span{}, std::string(kCloud))
                    .with_help("write it where the plan is for one region: `target aws { region \"us-east-1\" }`"));
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
  Sink unheard;
  return fitted(request, options, unheard);
}

}  // namespace

const Target kTarget{
    {kFolder, option_specs(), true},
    "security groups and network ACLs of Amazon Web Services, as a plan of API calls",
    false,
    kCapabilities,
    emit,
    verify,
    enforced,
};

}  // namespace sgc::targets::aws
