#include "compiler/sema/lists.h"

#include <algorithm>
#include <iterator>

#include "compiler/sema/statements.h"

namespace sgc::sema {
namespace {

// What decides when nothing is written: inbound nothing comes in; outbound a group without a block lets all out.
ir::Verdict unwritten_default(const ir::Point& point, ir::Direction direction, bool block_written) {
  const bool open = point.security_group() != nullptr && direction == ir::Direction::Outbound && !block_written;
  return open ? ir::Verdict::Allow : ir::Verdict::Deny;
}

void lower_block(ir::PointId id, ir::Direction direction, const Statements& statements, Rules& rules, Drafts& drafts,
                 Context& context) {
  const auto* block = statements.value<ast::RuleBlock>(to_string(direction));
  ir::Point& point = context.policy.points[id.index];
  ir::RuleList& list = point.list(direction);
  list.span = block == nullptr ? point.span : block->keyword;
  list.otherwise = rules.lower_default(block, unwritten_default(point, direction, block != nullptr), point.span);
  if (block == nullptr) return;

  auto& written = drafts[id.index].list(direction).written;
  written.reserve(block->rules.size());
  for (const ast::Rule& rule : block->rules) {
    if (auto lowered = rules.lower(rule, id)) written.push_back(*lowered);
  }
}

void add_intra_group(ir::PointId id, const Statements& statements, Whos& whos, Drafts& drafts, Context& context) {
  const auto* part = context.policy.point(id).security_group();
  if (part == nullptr || !part->intra_group_allow) return;
  const Span where = statements.find("intra-group")->span;
  if (!whos.require_addresses(id, where)) return;

  ir::Rule rule;
  rule.source = whos.of_point(id, true);
  rule.destination = rule.source;
  rule.service = context.intern(ServiceSet::all());
  rule.verdict = ir::Verdict::Allow;
  rule.origin = ir::Origin::IntraGroup;
  rule.declared_in = id;
  rule.span = where;
  for (const ir::Direction direction : ir::kDirections) drafts[id.index].list(direction).intra_group.push_back(rule);
}

void append(std::vector<ir::Rule>& rules, std::vector<ir::Rule>& more) {
  rules.insert(rules.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
  more.clear();
}

void assemble(ir::RuleList& list, DraftList& draft) {
  list.rules.reserve(draft.blacklists.size() + draft.written.size() + draft.listeners.size() + draft.intra_group.size());
  for (auto* part : {&draft.blacklists, &draft.written, &draft.listeners, &draft.intra_group}) append(list.rules, *part);
}

// Blacklists of the instance and of its groups first, once each and in the order written; then list after list.
void compose_instance(ir::Point& instance, ir::Direction direction, DraftList& own, const ir::Policy& policy) {
  std::vector<ir::Rule> blacklists = std::move(own.blacklists);
  std::vector<ir::Rule> rest;
  bool all_allow = !instance.instance()->groups.empty();
  const ir::Default* logged = nullptr;  // what one list wants to see of what no rule takes is seen

  for (const ir::PointId group : instance.instance()->groups) {
    const ir::RuleList& list = policy.point(group).list(direction);
    all_allow = all_allow && list.otherwise.verdict == ir::Verdict::Allow;
    if (logged == nullptr && list.otherwise.log) logged = &list.otherwise;
    for (const ir::Rule& rule : list.rules) {
      if (rule.origin != ir::Origin::Blacklist) {
        rest.push_back(rule);
        continue;
      }
      const bool known = std::any_of(blacklists.begin(), blacklists.end(),
                                     [&](const ir::Rule& other) { return other.blacklist == rule.blacklist; });
      if (!known) blacklists.push_back(rule);
    }
  }
  std::stable_sort(blacklists.begin(), blacklists.end(),
                   [](const ir::Rule& a, const ir::Rule& b) { return a.blacklist < b.blacklist; });

  ir::RuleList& list = instance.list(direction);
  list.rules = std::move(blacklists);
  append(list.rules, rest);
  list.span = instance.span;
  if (logged != nullptr) list.otherwise = *logged;
  list.otherwise.written = false;
  if (logged == nullptr) list.otherwise.span = instance.span;
  list.otherwise.verdict = all_allow ? ir::Verdict::Allow : ir::Verdict::Deny;
}

}  // namespace

void lower_blocks(const PointStatements& blocks, Rules& rules, Whos& whos, Drafts& drafts, Context& context) {
  for (std::uint32_t index = 0; index < context.policy.points.size(); ++index) {
    const ir::PointId id{index};
    const Statements& statements = blocks[index];

    if (context.policy.point(id).instance() == nullptr) {
      for (const ir::Direction direction : ir::kDirections) {
        lower_block(id, direction, statements, rules, drafts, context);
      }
    }
    add_intra_group(id, statements, whos, drafts, context);
  }
}

void assemble_lists(Drafts& drafts, Context& context) {
  ir::Policy& policy = context.policy;
  for (std::uint32_t index = 0; index < policy.points.size(); ++index) {
    ir::Point& point = policy.points[index];
    if (point.instance() != nullptr) continue;
    for (const ir::Direction direction : ir::kDirections) {
      assemble(point.list(direction), drafts[index].list(direction));
    }
  }
  for (std::uint32_t index = 0; index < policy.points.size(); ++index) {
    ir::Point& point = policy.points[index];
    if (point.instance() == nullptr) continue;
    for (const ir::Direction direction : ir::kDirections) {
      compose_instance(point, direction, drafts[index].list(direction), policy);
    }
  }
}

}  // namespace sgc::sema
