#include "targets/iptables/lower.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/host/lists.h"
#include "targets/host/wording.h"
#include "targets/iptables/frame.h"
#include "targets/iptables/iptables.h"
#include "targets/iptables/lines.h"
#include "targets/iptables/names.h"
#include "targets/iptables/quote.h"
#include "targets/iptables/tree.h"

namespace sgc::iptables {
namespace {

// What a log line begins with where the policy does not say: as much of "sgc-backend policy.sg:14 deny: " as fits.
std::string default_prefix(const ir::Point& point, const SourceMap& sources, const Span& span, ir::Verdict verdict) {
  const std::string place = host::place_text(sources, span);
  const std::string_view file_name = std::string_view(place).substr(place.rfind('/') + 1);
  const std::string_view line = std::string_view(place).substr(place.rfind(':') + 1);
  for (const std::string& text : {fmt::format("sgc-{} {} {}: ", point.name, place, to_string(verdict)),
                                  fmt::format("{} {}: ", place, to_string(verdict)),
                                  fmt::format("{} {}: ", file_name, to_string(verdict))}) {
    if (text.size() <= kMostPrefixBytes) return text;
  }
  return fmt::format("sgc line {} {}: ", line, to_string(verdict));
}

class ListLowering {
 public:
  ListLowering(const targets::Request& request, const ir::Point& point, ir::Direction direction, LineMaker& lines, Sink& sink)
      : request_(request), point_(point), direction_(direction), list_(point.list(direction)), lines_(lines), sink_(sink) {}

  // Fills the base chains of the direction in both families.
  void run() {
    make_effects();
    for (const Family family : kFamilies) fill(family);
  }

 private:
  void make_effects() {
    for (Index index = 0; index < list_.rules.size(); ++index) {
      const ir::Rule& rule = list_.rules[index];
      const ir::RuleNotes& notes = lines_.policy().notes_of(rule);
      Effect effect{rule.verdict, kNoIndex, index};
      if (notes.log) effect.log_prefix = prefix_of(notes.log_prefix, rule.span, rule.verdict);
      effects_.push_back(effect);
      if (rule.notes != UINT32_MAX) report_changed_comment(host::rule_comment(lines_.policy(), request_.sources, rule), rule.span);
    }
    const ir::Default& otherwise = list_.otherwise;
    default_ = {otherwise.verdict, kNoIndex, kDefaultRule};
    if (otherwise.log) default_.log_prefix = prefix_of(otherwise.log_prefix, otherwise.span, otherwise.verdict);
    if (!otherwise.comment.empty()) report_changed_comment(host::default_comment(request_.sources, otherwise), otherwise.span);
  }

  // Loopback and baseline are no part of the list, so not even a blacklist that goes before running connections may
  // take them; where there is none, running connections go first and fast.
  void fill(Family family) {
    const auto place = static_cast<std::size_t>(direction_);
    Table& table = lines_.table(family);
    const Options& options = lines_.model().options;
    const FixedFrame frame = fixed_frame(direction_, family, options.baseline);
    const std::vector<Index> early = host::rules_before_established(list_);
    const bool shared = options.table == TableMode::Shared;

    Statements statements;
    if (early.empty()) statements.emplace_back(FixedLine{frame.established});
    statements.emplace_back(FixedLine{frame.loopback});
    for (const std::string_view line : frame.baseline) statements.emplace_back(FixedLine{line});
    if (!early.empty()) {
      add_rules(statements, early, family);
      statements.emplace_back(FixedLine{frame.established});
    }
    add_rules(statements, host::rules_after_established(list_), family);

    // A deny stands as a line too: nf_tables gives a chain its policy a moment after its rules, and accepts until then.
    const bool policy_says_it = !shared && default_.verdict == ir::Verdict::Allow && default_.log_prefix == kNoIndex;
    if (!policy_says_it) add_default(statements);
    table.accepts[place] = default_.verdict == ir::Verdict::Allow;
    table.bases[place] = {base_name(shared), direction_, std::move(statements)};
  }

  std::string base_name(bool shared) const {
    if (shared) return list_chain(point_.name, direction_);
    return direction_ == ir::Direction::Inbound ? "INPUT" : "OUTPUT";
  }

  void add_rules(Statements& to, const std::vector<Index>& rules, Family family) {
    std::vector<Line> lines;
    std::vector<Remark> remarks;
    for (const Index rule : rules) {
      const ir::Rule& what = list_.rules[rule];
      lines_.append_rule(what, effects_[rule], direction_, family, lines);
      const bool in_neither = !host::matches_family(lines_.policy(), what, Family::V4) && !host::matches_family(lines_.policy(), what, Family::V6);
      if (in_neither) remarks.push_back(nothing_matches(what));
    }
    to.insert(to.end(), remarks.begin(), remarks.end());

    if (lines.size() <= lines_.model().options.limits.plain_lines) {
      to.insert(to.end(), lines.begin(), lines.end());
      return;
    }
    const Statements tree = build_tree(lines_, {direction_, family}, lines);
    to.insert(to.end(), tree.begin(), tree.end());
  }

  void add_default(Statements& to) {
    std::vector<Line> lines;
    lines_.append_everything(default_, lines);
    to.insert(to.end(), lines.begin(), lines.end());
  }

  Remark nothing_matches(const ir::Rule& rule) const {
    const std::string text = fmt::format("{} matches nothing: a side of it is empty, or no family has all it names",
                                         host::rule_comment(lines_.policy(), request_.sources, rule));
    return {quote(text, Place::Remark).text};
  }

  Index prefix_of(const std::string& written, const Span& span, ir::Verdict verdict) {
    const std::string made = default_prefix(point_, request_.sources, span, verdict);
    if (written.empty()) return lines_.log_prefix(quote(made, Place::LogPrefix).text);

    Quoted prefix = quote(written, Place::LogPrefix);
    if (prefix.changed) {
      sink_.report(diagnose(kind::LogPrefixChanged, span, std::string(kTarget.spec.name), prefix.text)
                       .with_help(fmt::format("iptables takes {} bytes, all on one line, without a hyphen at the front", kMostPrefixBytes)));
    }
    return lines_.log_prefix(std::move(prefix.text));
  }

  void report_changed_comment(const std::string& said, const Span& span) {
    const Quoted comment = quote(said, Place::Comment);
    if (!comment.changed) return;
    sink_.report(diagnose(kind::CommentChanged, span, std::string(kTarget.spec.name), comment.text)
                     .with_help(fmt::format("iptables takes {} bytes, all on one line", kMostCommentBytes)));
  }

  const targets::Request& request_;
  const ir::Point& point_;
  ir::Direction direction_;
  const ir::RuleList& list_;
  LineMaker& lines_;
  Sink& sink_;
  std::vector<Effect> effects_;  // by rule
  Effect default_;
};

template <class Use>
void for_each_line_of(Model& model, Use use) {
  const auto in = [&](Chain& chain) {
    for (Statement& statement : chain.statements) {
      if (auto* const line = std::get_if<Line>(&statement)) use(*line);
    }
  };
  for (Table& table : model.tables) {
    std::for_each(table.chains.begin(), table.chains.end(), in);
    std::for_each(table.bases.begin(), table.bases.end(), in);
  }
}

// A tree leaves lines out that no packet comes to; the sets that only these asked are not to be filled and kept.
void drop_unasked_sets(Model& model) {
  std::vector<Index> place(model.sets.size(), kNoIndex);
  const auto for_each_set = [&](auto use) {
    for_each_line_of(model, [&](Line& line) {
      for (AddressTest* const test : {&line.source, &line.destination}) {
        if (test->kind == AddressTest::Kind::Set) use(test->index);
      }
    });
  };
  for_each_set([&](Index& set) { place[set] = set; });

  std::vector<SetDecl> asked;
  for (Index set = 0; set < place.size(); ++set) {
    if (place[set] == kNoIndex) continue;
    place[set] = static_cast<Index>(asked.size());
    asked.push_back(std::move(model.sets[set]));
  }
  model.sets = std::move(asked);
  for_each_set([&](Index& set) { set = place[set]; });
}

}  // namespace

Model lower(const targets::Request& request, const ir::Point& point, host::Services& services, const Options& options, Sink& sink) {
  Model model;
  model.point = &point;
  model.options = options;
  for (const Family family : kFamilies) model.tables[static_cast<std::size_t>(family)].family = family;

  LineMaker lines(request.policy, services, model);
  for (const ir::Direction direction : ir::kDirections) ListLowering(request, point, direction, lines, sink).run();
  drop_unasked_sets(model);
  return model;
}

}  // namespace sgc::iptables
