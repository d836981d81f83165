#include "targets/nftables/lower.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/host/lists.h"
#include "targets/host/wording.h"
#include "targets/nftables/frame.h"
#include "targets/nftables/items.h"
#include "targets/nftables/load_guard.h"
#include "targets/nftables/quote.h"
#include "targets/nftables/structure.h"
#include "targets/nftables/table_builder.h"

namespace sgc::nftables {
namespace {

constexpr std::string_view kTargetName = "nftables";

// What a log line begins with where the policy does not say: "sgc-backend policy.sg:14 deny: ".
std::string log_prefix(const ir::Point& point, const SourceMap& sources, const Span& span, ir::Verdict verdict) {
  return fmt::format("sgc-{} {} {}: ", point.name, host::place_text(sources, span), to_string(verdict));
}

class ListLowering {
 public:
  ListLowering(const targets::Request& request, const ir::Point& point, ir::Direction direction, TableBuilder& table,
               Sink& sink)
      : request_(request),
        policy_(request.policy),
        point_(point),
        direction_(direction),
        list_(point.list(direction)),
        table_(table),
        sink_(sink) {}

  // The base chain of the direction; the chains that it jumps to are in the table by then.
  Chain run() {
    const std::vector<Index> early = host::rules_before_established(list_);

    Chain base;
    base.name = direction_ == ir::Direction::Inbound ? "input" : "output";
    base.direction = direction_;
    base.base = true;
    add_frame(base.statements, early);
    add_rules(base.statements, host::rules_after_established(list_));
    add_default(base.statements);
    add_load_guard(base.statements);
    return base;
  }

 private:
  // What comes before the list. Loopback and baseline are no part of the list, so not even a blacklist that goes
  // before running connections may take them; where there is none, running connections go first and fast.
  void add_frame(Statements& to, const std::vector<Index>& early) {
    const FixedFrame frame = fixed_frame(direction_, table_.model().options.baseline);
    if (early.empty()) to.emplace_back(FixedText{frame.established});
    to.emplace_back(FixedText{frame.loopback});
    if (!frame.baseline.empty()) to.emplace_back(FixedText{frame.baseline});
    list_begins_ = to.size();
    if (early.empty()) return;

    add_rules(to, early);
    to.emplace_back(FixedText{frame.established});
  }

  // Before whatever asks a set, so that nothing slips past a deny whose set is not in use yet.
  void add_load_guard(Statements& to) {
    if (!needs_load_guard(table_.model(), policy_, table_.services(), direction_, to)) return;
    table_.model().load_guard = true;
    to.insert(to.begin() + static_cast<std::ptrdiff_t>(list_begins_), FixedText{kLoadGuard});
  }

  void add_rules(Statements& to, const std::vector<Index>& rules) {
    std::vector<Item> v4;
    std::vector<Item> v6;
    for (const Index index : rules) {
      const ir::Rule& rule = list_.rules[index];
      const std::size_t before = v4.size() + v6.size();
      const Index effect = effect_of(rule);
      append_items(table_, rule, index, effect, Family::V4, v4);
      append_items(table_, rule, index, effect, Family::V6, v6);
      if (rule.notes != UINT32_MAX) report_changed_comment(host::rule_comment(policy_, request_.sources, rule), rule.span);
      if (v4.size() + v6.size() == before) to.emplace_back(nothing_matches(rule));
    }

    const std::size_t plain = table_.limits().plain_items;
    if (v4.size() > plain || v6.size() > plain) return add_structure(to, std::move(v4), std::move(v6));
    for (const Index rule : rules) add_plain_rule(to, rule);
  }

  void add_plain_rule(Statements& to, Index index) {
    const ir::Rule& rule = list_.rules[index];
    const Index effect = effect_of(rule);
    if (policy_.addresses(rule.source).is_any() && policy_.addresses(rule.destination).is_any()) {
      const SharedForm form = table_.services().shared_form(rule.service);
      add_parts(to, form.both, index, effect, Line::Scope::BothFamilies);
      add_parts(to, form.v4_only, index, effect, Line::Scope::V4);
      add_parts(to, form.v6_only, index, effect, Line::Scope::V6);
      return;
    }
    for (const Family family : kFamilies) {
      std::vector<Item> items;
      append_items(table_, rule, index, effect, family, items);
      for (const Item& item : items) add_item(table_, to, item, family);
    }
  }

  void add_parts(Statements& to, const std::vector<Index>& parts, Index rule, Index effect, Line::Scope scope) {
    for (const Index part : parts) table_.add_line(to, {scope, {}, {}}, part, effect, rule);
  }

  // Each family in chains of its own: nothing of the one is in the way of the other.
  void add_structure(Statements& to, std::vector<Item> v4, std::vector<Item> v6) {
    table_.model().structured = true;
    FamilySplit split;
    split.v4 = family_chain(Family::V4, std::move(v4));
    split.v6 = family_chain(Family::V6, std::move(v6));
    to.emplace_back(split);
  }

  Index family_chain(Family family, std::vector<Item> items) {
    if (items.empty()) return kNoIndex;
    const std::string name = fmt::format("{}.{}", to_string(direction_), family == Family::V4 ? "v4" : "v6");
    Statements statements = build_structure(table_, {direction_, family, name}, std::move(items));
    return table_.add_chain(name, direction_, scope_of(family), std::move(statements));
  }

  Remark nothing_matches(const ir::Rule& rule) const {
    const std::string text =
        fmt::format("{} matches nothing: a side of it is empty, or no family has all it names",
                    host::rule_comment(policy_, request_.sources, rule));
    return {quote(text, Place::Remark).text};
  }

  // A deny stands as a last line even where the chain's policy says it too: during a load the kernel takes the policy
  // of a new chain into use after its rules, and accepts until then.
  void add_default(Statements& to) {
    const ir::Default& otherwise = list_.otherwise;
    const bool policy_says_it = otherwise.verdict == ir::Verdict::Allow && !otherwise.log && !table_.model().options.counters;
    if (policy_says_it) return;

    Effect effect;
    effect.verdict = otherwise.verdict;
    effect.log = otherwise.log;
    if (effect.log) effect.prefix = prefix_of(otherwise.log_prefix, otherwise.span, otherwise.verdict);
    if (!otherwise.comment.empty()) report_changed_comment(host::default_comment(request_.sources, otherwise), otherwise.span);
    table_.add_line(to, {}, table_.services().everything(), table_.effect(std::move(effect)), kDefaultRule);
  }

  Index effect_of(const ir::Rule& rule) {
    const ir::RuleNotes& notes = policy_.notes_of(rule);
    Effect effect;
    effect.verdict = rule.verdict;
    effect.log = notes.log;
    if (notes.log) effect.prefix = prefix_of(notes.log_prefix, rule.span, rule.verdict);
    return table_.effect(std::move(effect));
  }

  std::string prefix_of(const std::string& written, const Span& span, ir::Verdict verdict) {
    if (written.empty()) return quote(log_prefix(point_, request_.sources, span, verdict), Place::LogPrefix).text;

    Quoted prefix = quote(written, Place::LogPrefix);
    if (prefix.changed) {
      sink_.report(diagnose(kind::LogPrefixChanged, span, std::string(kTargetName), prefix.text)
                       .with_help(fmt::format("nft takes {} bytes, no \" and no $, all on one line", kMostPrefixBytes)));
    }
    return prefix.text;
  }

  void report_changed_comment(const std::string& said, const Span& span) {
    const Quoted comment = quote(said, Place::Comment);
    if (!comment.changed) return;
    sink_.report(diagnose(kind::CommentChanged, span, std::string(kTargetName), comment.text)
                     .with_help(fmt::format("nft takes {} bytes, no \", all on one line", kMostCommentBytes)));
  }

  const targets::Request& request_;
  const ir::Policy& policy_;
  const ir::Point& point_;
  ir::Direction direction_;
  const ir::RuleList& list_;
  TableBuilder& table_;
  Sink& sink_;
  std::size_t list_begins_ = 0;  // in the statements of the base chain: behind the frame, before the first rule
};

}  // namespace

Model lower(const targets::Request& request, const ir::Point& point, Services& services, const Options& options,
            Sink& sink) {
  Model model;
  model.point = &point;
  model.options = options;
  TableBuilder table(request.policy, services, model);

  std::vector<Chain> bases;
  for (const ir::Direction direction : ir::kDirections) {
    bases.push_back(ListLowering(request, point, direction, table, sink).run());
  }
  std::move(bases.begin(), bases.end(), std::back_inserter(model.chains));
  return model;
}

}  // namespace sgc::nftables
