#include "targets/alibaba/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "compiler/diag/catalog.h"
#include "targets/alibaba/meaning.h"
#include "targets/alibaba/members.h"
#include "targets/alibaba/priorities.h"
#include "targets/cloud/holders.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/rule_text.h"
#include "targets/cloud/unfiltered_balancer.h"

namespace sgc::targets::alibaba {
namespace {

constexpr std::string_view kUrlStarts[] = {"http://", "https://"};
constexpr std::size_t kClosingRules = 2;  // of a list: both families, or both interfaces of a classic network

// A group on its way: what it is made of.
struct Draft {
  Group group;
  const ir::Point* point = nullptr;   // whose near side counts
  std::optional<std::size_t> front;   // blacklists of instances alone
  std::span<const ir::Rule> rules[2];
  std::uint64_t room = 0;             // entries of both lists

  std::span<const ir::Rule> of(ir::Direction direction) const { return rules[direction == ir::Direction::Inbound ? 0 : 1]; }
};

// A description as the service takes one: at least two characters, and not a link.
std::string group_text(const std::string& description, const std::string& otherwise) {
  std::string text = cloud::fit_text(description, kGroupTextRule);
  const bool link = std::any_of(std::begin(kUrlStarts), std::end(kUrlStarts),
                                [&](std::string_view start) { return text.starts_with(start); });
  if (link) text = cloud::fit_text("see " + text, kGroupTextRule);
  return cloud::characters_of(text) < kNameRule.least ? cloud::fit_text(otherwise, kGroupTextRule) : text;
}

// What is said of the same packets twice: the first decides, and the cloud need not keep the others.
void drop_repetitions(std::vector<Entry>& entries) {
  std::set<std::string> known;
  std::erase_if(entries, [&](const Entry& entry) { return !known.insert(match_text(entry)).second; });
}

class Lowering {
 public:
  Lowering(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
           const Options& options, Sink& sink)
      : policy_(policy), sources_(sources), points_(points), options_(options), sink_(sink),
        rules_(policy, sources, options), priorities_(policy) {}

  Model run() && {
    draft_groups();
    const bool fits = count();
    const bool ordered = fits && priorities_.find(sink_);
    for (Draft& draft : drafts_) {
      if (ordered) write(draft);
      add_in_parts(draft);
    }
    for (const ir::PointId id : points_) {
      if (policy_.point(id).instance() != nullptr) attach(id);
    }
    report_notices();
    return std::move(model_);
  }

 private:
  void draft_groups() {
    std::set<std::size_t> fronts;
    for (const ir::PointId id : points_) {
      const ir::Point& point = policy_.point(id);
      if (point.security_group() != nullptr && !point.external()) draft_group(id);
      if (const auto front = priorities_.front_of(id)) fronts.insert(*front);
    }
    for (const std::size_t front : fronts) draft_front(front);
  }

  void draft_group(ir::PointId id) {
    const ir::Point& point = policy_.point(id);
    Draft draft;
    draft.point = &point;
    Group& group = draft.group;
    group.name = point.name;
    group.point = id;
    group.id = options_.bindings.id(point.name);
    group.created = options_.bindings.find(point.name) == nullptr;
    group.classic = is_classic(policy_, point);
    group.enterprise = options_.enterprise;
    group.inner_access = !group.enterprise && point.security_group()->intra_group_allow &&
                         !cloud::misfit_of(policy_, id);
    group.description =
        group_text(point.description, fmt::format("{} {}", point.name, cloud::place_text(sources_, point.span)));
    group.where = point.span;
    draft.rules[0] = point.inbound.rules;
    draft.rules[1] = point.outbound.rules;
    const std::uint64_t one = options_.quotas.limit(quota::kRules);
    const bool spread = options_.spread && !point.security_group()->instances.empty();
    draft.room = spread ? one * options_.quotas.limit(quota::kGroupsPerInstance) : one;
    drafts_.push_back(std::move(draft));
  }

  void draft_front(std::size_t number) {
    const Front& front = priorities_.fronts()[number];
    const ir::Point& instance = policy_.point(front.first);
    Draft draft;
    draft.point = &instance;
    draft.front = number;
    Group& group = draft.group;
    group.name = front.name;
    group.id = cloud::placeholder(front.name, "front");
    group.classic = is_classic(policy_, instance);
    group.enterprise = options_.enterprise;
    group.description = "blacklists of instances alone";
    group.where = instance.span;
    draft.rules[0] = front.rules[0];
    draft.rules[1] = front.rules[1];
    draft.room = options_.quotas.limit(quota::kRules);
    drafts_.push_back(std::move(draft));
    sink_.report(diagnose(kind::AlibabaFrontGroup, instance.span, instance.name, front.name)
                     .with_help("put the blacklists on one of its groups, and none is needed"));
  }

  Site site(const Draft& draft, ir::Direction direction) const {
    return {draft.point, draft.group.point, direction, draft.group.classic, draft.group.inner_access};
  }

  // Whether all groups can be made.
  bool count() {
    bool fits = true;
    for (Draft& draft : drafts_) {
      std::uint64_t total = 0;
      for (const ir::Direction direction : ir::kDirections) {
        GroupList& list = draft.group.list(direction);
        for (const ir::Rule& rule : draft.of(direction)) {
          const std::uint64_t entries = rules_.count(site(draft, direction), rule);
          list.needed += entries;
          if (entries > 1) list.takers.push_back({rule.span, "this rule", entries});
        }
        if (!draft.front) list.needed += kClosingRules;
        total += list.needed;
      }
      fits = fits && total <= draft.room;
    }
    return fits;
  }

  void write(Draft& draft) {
    for (const ir::Direction direction : ir::kDirections) {
      GroupList& list = draft.group.list(direction);
      const std::span<const ir::Rule> rules = draft.of(direction);
      for (std::size_t i = 0; i < rules.size(); ++i) {
        const Level level = draft.front ? priorities_.of_front(*draft.front, direction, i)
                                        : priorities_.of_group(draft.group.point, direction, i);
        rules_.write(site(draft, direction), rules[i], level, list.entries);
      }
      if (!draft.front) close(draft, direction, list.entries);
      drop_repetitions(list.entries);
      list.needed = list.entries.size();
    }
  }

  // A drop at the last priority wins over an accept there: on an instance of several groups the default is deny unless
  // all say allow, as in the policy.
  void close(const Draft& draft, ir::Direction direction, std::vector<Entry>& entries) const {
    const ir::Default& otherwise = draft.point->list(direction).otherwise;
    Entry entry;
    entry.accept = otherwise.verdict == ir::Verdict::Allow;
    entry.level = kClosingLevel;
    const std::string text =
        fmt::format("{} default {}", cloud::place_text(sources_, otherwise.span), otherwise.comment);
    entry.description = cloud::fit_text(text, kRuleTextRule);
    entry.where = otherwise.span;
    for (std::size_t i = 0; i < kClosingRules; ++i) {
      const bool second = i > 0;
      entry.peer = cloud::Cidr{second && !draft.group.classic ? Family::V6 : Family::V4, 0, 0};
      entry.nic = second && draft.group.classic ? Nic::Internet : Nic::Intranet;
      entries.push_back(entry);
    }
  }

  // One group, or, where it has more rules than a group may have, several: where a rule stands does not matter, only
  // its priority does.
  void add_in_parts(Draft& draft) {
    const std::uint64_t most = options_.quotas.limit(quota::kRules);
    const std::uint64_t total = draft.group.ingress.entries.size() + draft.group.egress.entries.size();
    const std::uint64_t parts = std::max<std::uint64_t>((total + most - 1) / most, 1);
    const bool split = parts > 1 && total <= draft.room;
    if (!split) return model_.groups.push_back(std::move(draft.group));

    sink_.report(diagnose(kind::AlibabaSpread, draft.group.where, draft.group.name, static_cast<std::size_t>(parts)));
    std::uint64_t at = 0;  // of all entries, those of the ingress first
    const std::uint64_t inbound = draft.group.ingress.entries.size();
    for (std::uint64_t part = 0; part < parts; ++part) {
      Group group = draft.group;
      group.ingress.entries.clear();
      group.egress.entries.clear();
      for (const std::uint64_t end = std::min(at + most, total); at < end; ++at) {
        const bool ingress = at < inbound;
        group.list(ingress ? ir::Direction::Inbound : ir::Direction::Outbound)
            .entries.push_back(ingress ? draft.group.ingress.entries[at] : draft.group.egress.entries[at - inbound]);
      }
      for (const ir::Direction direction : ir::kDirections) group.list(direction).needed = group.list(direction).entries.size();
      if (part > 0) make_second(group, draft.group.name, part + 1);
      model_.groups.push_back(std::move(group));
    }
  }

  static void make_second(Group& group, const std::string& name, std::uint64_t number) {
    group.name = fmt::format("{}.{}", name, number);
    group.id = cloud::placeholder(name, fmt::format("{}", number));
    group.created = true;
    group.inner_access = false;
  }

  void attach(ir::PointId id) {
    const ir::Point& point = policy_.point(id);
    Attachment attachment{id, options_.bindings.id(point.name), {}};
    if (const auto front = priorities_.front_of(id)) attach(attachment, priorities_.fronts()[*front].name);
    for (const ir::PointId group : point.instance()->groups) attach(attachment, group);
    model_.attachments.push_back(std::move(attachment));
  }

  void attach(Attachment& attachment, const std::string& front) const {
    for (std::uint32_t i = 0; i < model_.groups.size(); ++i) {
      if (!model_.groups[i].point.known() && model_.groups[i].name == front) attachment.groups.push_back({i, {}});
    }
  }

  void attach(Attachment& attachment, ir::PointId group) {
    if (parts_.empty()) {
      for (std::uint32_t i = 0; i < model_.groups.size(); ++i) {
        if (model_.groups[i].point.known()) parts_[model_.groups[i].point].push_back(i);
      }
    }
    const auto parts = parts_.find(group);
    if (parts == parts_.end()) return attachment.groups.push_back({AttachedGroup::kElsewhere, group});
    for (const std::uint32_t part : parts->second) attachment.groups.push_back({part, group});
  }

  void report_notices() const {
    const Notices& notices = rules_.notices();
    if (notices.port_zero) sink_.report(diagnose(kind::AlibabaPortZero, *notices.port_zero));
    if (notices.port_zero_denied) {
      sink_.report(diagnose(kind::AlibabaPortZeroDenied, *notices.port_zero_denied)
                       .with_help("«deny all» denies port 0, too; no service can listen on it"));
    }
    if (notices.icmp6) sink_.report(diagnose(kind::AlibabaIcmp6, *notices.icmp6));
    if (notices.self) sink_.report(diagnose(kind::AlibabaSelf, *notices.self));
    if (notices.classic_v6) sink_.report(diagnose(kind::AlibabaClassicIpv6, *notices.classic_v6));
  }

  const ir::Policy& policy_;
  const SourceMap& sources_;
  std::span<const ir::PointId> points_;
  const Options& options_;
  Sink& sink_;
  RuleLowering rules_;
  Priorities priorities_;
  std::vector<Draft> drafts_;
  std::map<ir::PointId, std::vector<std::uint32_t>> parts_;
  Model model_;
};

// A load balancer takes no security group here: right only where nothing is lost by that.
void prove_unfiltered(const ir::Policy& policy, const ir::Point& balancer, Sink& sink) {
  for (const ir::Listener& listener : balancer.load_balancer()->listeners) {
    const auto packet = cloud::packet_past(policy, balancer, listener);
    if (!packet) continue;
    sink.report(diagnose(kind::AlibabaBalancer, listener.span, balancer.name, listener.name)
                    .with_packet(fmt::format("{} gets through", ir::to_string(*packet)))
                    .with_help("deny the same in the backend's group, or let the listener be for everybody"));
  }
}

}  // namespace

Model lower(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
            const Options& options, Sink& sink) {
  return Lowering(policy, sources, points, options, sink).run();
}

void refuse_what_is_not_there(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink) {
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (point.load_balancer() != nullptr) prove_unfiltered(policy, point, sink);
    if (point.acl() != nullptr) {
      sink.report(diagnose(kind::AlibabaAcl, point.span, point.name)
                      .with_help("say it in security groups, or choose other points with --point"));
    }
  }
}

}  // namespace sgc::targets::alibaba
