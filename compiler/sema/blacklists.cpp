#include "compiler/sema/blacklists.h"

#include <algorithm>
#include <array>
#include <set>

#include "compiler/sema/statements.h"

namespace sgc::sema {
namespace {

constexpr std::array<std::string_view, 3> kDirections{"inbound", "outbound", "both"};
constexpr std::array<std::string_view, 2> kEstablished{"deny", "allow"};

// Every security group and load balancer of the policy, but those that are somebody else's.
std::vector<ir::PointId> default_points(const ir::Policy& policy) {
  std::vector<ir::PointId> points;
  for (std::uint32_t index = 0; index < policy.points.size(); ++index) {
    const ir::Point& point = policy.points[index];
    const bool stateful_point = point.security_group() != nullptr || point.load_balancer() != nullptr;
    if (stateful_point && !point.external()) points.push_back(ir::PointId{index});
  }
  return points;
}

std::vector<ir::PointId> named_points(const std::vector<ast::Name>& names, const Symbols& symbols, Context& context) {
  std::vector<ir::PointId> points;
  for (const ast::Name& name : names) {
    const auto point = symbols.resolve_point(name, "a point", context);
    if (!point) continue;
    if (context.policy.point(*point).external()) {
      context.sink.report(diagnose(kind::ExternalWithRules, name.span, name.text, "blacklist")
                              .with_note(context.policy.point(*point).span, "it is declared here")
                              .with_help("an external group is referred to and never emitted"));
      continue;
    }
    points.push_back(*point);
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

// The `deny` lists as one, less the `except` lists. Empty where none is written.
std::optional<ast::Who> denied(const Statements& statements) {
  auto who = statements.joined_who("deny");
  const auto except = statements.joined_who("except");
  if (who && except) who->except.insert(who->except.end(), except->elements.begin(), except->elements.end());
  return who;
}

// The feeds of a list, and of the groups that it names.
class FeedsOf {
 public:
  FeedsOf(const ir::Policy& policy, ir::WhoId who) : policy_(policy) { add(who); }
  std::vector<ir::FeedId> take() { return std::move(feeds_); }

 private:
  void add(ir::WhoId who) {
    for (const ir::WhoItem& item : policy_.whos[who].items) {
      if (item.kind == ir::WhoItem::Kind::Feed && item.feed.known() && known_feeds_.insert(item.feed).second) {
        feeds_.push_back(item.feed);
      }
      const bool is_new_group = item.kind == ir::WhoItem::Kind::Group && known_groups_.insert(item.group).second;
      if (is_new_group && policy_.groups[item.group.index].members.known()) add(policy_.groups[item.group.index].members);
    }
  }

  const ir::Policy& policy_;
  std::set<ir::FeedId> known_feeds_;
  std::set<ir::GroupId> known_groups_;
  std::vector<ir::FeedId> feeds_;
};

class BlacklistLowering {
 public:
  BlacklistLowering(std::uint32_t index, const Symbols& symbols, Rules& rules, Whos& whos, Drafts& drafts, Context& context)
      : id_{index},
        statements_(symbols.blacklist(index), context),
        symbols_(symbols),
        rules_(rules),
        whos_(whos),
        drafts_(drafts),
        context_(context) {}

  void run() {
    ir::Blacklist& blacklist = context_.policy.blacklists[id_.index];
    const std::string_view direction = word_of(statements_, "direction", kDirections, context_);
    blacklist.inbound = direction != "outbound";
    blacklist.outbound = direction == "outbound" || direction == "both";
    blacklist.established_deny = word_of(statements_, "established", kEstablished, context_) == "deny";

    const auto on = statements_.joined_names("on");
    blacklist.on = on.empty() ? default_points(context_.policy) : named_points(on, symbols_, context_);
    if (!fill_who(blacklist) || !fill_services(blacklist)) return;
    if (!rules_.has_packets(blacklist.who, whos_.unwritten(), blacklist.services, deny_span())) return;

    for (const ir::PointId point : blacklist.on) {
      if (blacklist.inbound) add(point, ir::Direction::Inbound, blacklist);
      if (blacklist.outbound) add(point, ir::Direction::Outbound, blacklist);
    }
  }

 private:
  Span deny_span() const {
    const ast::Statement* deny = statements_.find("deny");
    return deny == nullptr ? statements_.block().name.span : deny->span;
  }

  bool fill_who(ir::Blacklist& blacklist) {
    const auto who = denied(statements_);
    if (!who) {
      const ast::Block& block = statements_.block();
      if (block.damaged) return false;
      context_.sink.report(diagnose(kind::MissingStatement, block.name.span, block.name.text, "deny")
                               .with_help("a blacklist says whom it denies: `deny file \"feeds/drop.netset\"`"));
      return false;
    }
    const auto side = rules_.side(*who, {}, "what this blacklist denies", ir::Verdict::Deny);
    if (!side) return false;
    blacklist.who = *side;
    blacklist.feeds = FeedsOf(context_.policy, *side).take();
    return true;
  }

  bool fill_services(ir::Blacklist& blacklist) {
    std::vector<ast::ServiceItem> items;
    for (const ast::Statement* statement : statements_.all("services")) {
      const auto* written = std::get_if<std::vector<ast::ServiceItem>>(&statement->value);
      if (written != nullptr) items.insert(items.end(), written->begin(), written->end());
    }
    if (items.empty()) {
      blacklist.services = context_.intern(ServiceSet::all());
      return true;
    }
    const auto services = rules_.services(items);
    if (services) blacklist.services = *services;
    return services.has_value();
  }

  std::uint32_t log_notes() {
    const auto* log = statements_.value<ast::Log>("log");
    if (log == nullptr) return UINT32_MAX;
    if (notes_ == UINT32_MAX) {
      ir::RuleNotes notes;
      notes.log = true;
      if (log->prefix) notes.log_prefix = log->prefix->value;
      notes_ = static_cast<std::uint32_t>(context_.policy.notes.size());
      context_.policy.notes.push_back(std::move(notes));
    }
    return notes_;
  }

  void add(ir::PointId point, ir::Direction direction, const ir::Blacklist& blacklist) {
    const bool inbound = direction == ir::Direction::Inbound;
    ir::Rule rule;
    rule.source = inbound ? blacklist.who : whos_.unwritten();
    rule.destination = inbound ? whos_.unwritten() : blacklist.who;
    rule.service = blacklist.services;
    rule.verdict = ir::Verdict::Deny;
    rule.origin = ir::Origin::Blacklist;
    rule.before_established = blacklist.established_deny;
    rule.declared_in = point;
    rule.blacklist = id_;
    rule.notes = log_notes();
    rule.span = deny_span();
    drafts_[point.index].list(direction).blacklists.push_back(rule);
  }

  ir::BlacklistId id_;
  Statements statements_;
  const Symbols& symbols_;
  Rules& rules_;
  Whos& whos_;
  Drafts& drafts_;
  Context& context_;
  std::uint32_t notes_ = UINT32_MAX;
};

}  // namespace

void lower_blacklists(const Symbols& symbols, Rules& rules, Whos& whos, Drafts& drafts, Context& context) {
  for (std::uint32_t index = 0; index < context.policy.blacklists.size(); ++index) {
    BlacklistLowering(index, symbols, rules, whos, drafts, context).run();
  }
}

}  // namespace sgc::sema
