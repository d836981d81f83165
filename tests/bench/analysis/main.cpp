// Measures the packet-set algebra on the kinds of policies that it was made for. Every row is a process of its own; the
// figures of one table come from one run, and what means something on another machine are the ratios.
//
//   sgc_analysis_bench [-v] [FILTER]     only tables whose title contains FILTER; with -v each set by itself
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "compiler/space/comparison.h"
#include "compiler/space/order.h"
#include "compiler/space/redundancy.h"
#include "tests/bench/analysis/apart.h"
#include "tests/bench/analysis/diagram_walk.h"
#include "tests/bench/generate/enterprise.h"
#include "tests/bench/generate/feed.h"
#include "tests/bench/generate/filter_set.h"
#include "tests/bench/generate/rewriting.h"
#include "tests/bench/generate/stress.h"

namespace sgc::bench {
namespace {

using generate::RuleSet;
using space::Distinguish;
using space::Index;
using space::List;
using space::Prover;
using space::Reachability;
using space::Redundancy;
using space::Truth;

using Make = std::function<RuleSet()>;

constexpr unsigned kTimes = 3;  // the best of so many runs counts
constexpr double kMostDiagramSeconds = 20;

struct Allowed {
  double seconds = 0;
  double mebibytes = 0;
};

struct Row {
  std::string name;
  Cost cost;
};

bool verbose = false;

void print(const Row& row, const Allowed& allowed = {}) {
  fmt::print("  {:52} ", row.name);
  if (row.cost.failed) return fmt::print("failed\n");
  fmt::print("{:8.4f} s", row.cost.seconds);
  if (allowed.seconds > 0) {
    fmt::print(" of {:5.2f} = {:4.2f}", allowed.seconds, row.cost.seconds / allowed.seconds);
  } else {
    fmt::print("{:16}", "");
  }
  fmt::print("  {:5.0f} MiB", row.cost.mebibytes);
  if (allowed.mebibytes > 0) {
    fmt::print(" of {:3.0f}", allowed.mebibytes);
  } else {
    fmt::print("{:7}", "");
  }
  fmt::print("  {}\n", row.cost.note);
  std::fflush(stdout);
}

void add(std::vector<Row>& rows, Row row) {
  if (verbose) print(row);
  rows.push_back(std::move(row));
}

// The sets of a table: their median, and the worst.
void print_rows(std::string_view name, std::vector<Row> rows, const Allowed& median, const Allowed& worst) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.cost.seconds < b.cost.seconds; });
  const Row& middle = rows[rows.size() / 2];
  print({fmt::format("{}, median ({})", name, middle.name), middle.cost}, median);
  print({fmt::format("{}, worst ({})", name, rows.back().name), rows.back().cost}, worst);
}

double total(const std::vector<Row>& rows) {
  double seconds = 0;
  for (const Row& row : rows) seconds += row.cost.seconds;
  return seconds;
}

std::size_t count(const Reachability& rules, Reachability::State state) {
  std::size_t found = 0;
  for (std::size_t rule = 0; rule < rules.size(); ++rule) found += rules.state(rule) == state ? 1 : 0;
  return found;
}

std::size_t count(const Redundancy& rules, Redundancy::State state) {
  std::size_t found = 0;
  for (std::size_t rule = 0; rule < rules.size(); ++rule) found += rules.state(rule) == state ? 1 : 0;
  return found;
}

// Shadowing and redundancy of all rules, the index included.
Cost find_needless(const Make& make, unsigned times = kTimes) {
  return measure_apart(
      [&](Stopwatch& watch) {
        const ir::Policy policy = generate::to_policy(make());
        watch.start();
        const Index index({&policy, &generate::list_of(policy)});
        Prover prover(index);
        const Reachability reach(prover, 0);
        const Redundancy redundancy(prover, 0, reach);
        watch.stop(fmt::format("{} rules, {} dead, {} redundant, {} not decided", reach.size() - 1,
                               count(reach, Reachability::State::Dead), count(redundancy, Redundancy::State::Redundant),
                               count(reach, Reachability::State::NotDecided) +
                                   count(redundancy, Redundancy::State::NotDecided)));
      },
      times);
}

Make filters(std::string_view style, std::size_t rules, bool mixed = false, Family family = Family::V4) {
  return [=] { return generate::make_filter_set({style, rules, 1, family, mixed}); };
}

Make groups(std::size_t rules, std::size_t blacklist = 0, Family family = Family::V4) {
  return [=] {
    RuleSet made = generate::make_enterprise({rules, 1, family});
    generate::FeedOptions feed;
    feed.entries = blacklist;
    if (blacklist > 0) generate::put_blacklist_first(made, generate::to_set(generate::make_feed(feed)));
    return made;
  };
}

std::vector<Row> all_filters(std::size_t rules, bool mixed, Family family) {
  std::vector<Row> rows;
  for (const std::string_view style : generate::filter_styles()) {
    add(rows, {fmt::format("{}{}", style, mixed ? ", mixed" : ""),
                    find_needless(filters(style, rules, mixed, family))});
  }
  return rows;
}

void filter_sets() {
  for (const auto& [rules, median, worst] : {std::tuple{10'000U, Allowed{0.05, 64}, Allowed{0.05, 64}},
                                             std::tuple{100'000U, Allowed{0.35, 128}, Allowed{1.0, 128}}}) {
    std::vector<Row> rows = all_filters(rules, false, Family::V4);
    const std::vector<Row> mixed = all_filters(rules, true, Family::V4);
    const double v4 = total(rows);
    rows.insert(rows.end(), mixed.begin(), mixed.end());
    print_rows(fmt::format("{} rules", rules), rows, median, worst);

    const std::vector<Row> v6 = all_filters(rules, false, Family::V6);
    print_rows(fmt::format("{} rules, IPv6", rules), v6, median, worst);
    fmt::print("  {:52} {:8.2f} of 2\n", "IPv6 over IPv4, all twelve styles", total(v6) / v4);
  }
}

void group_sets() {
  for (const std::size_t rules : {1'000U, 10'000U, 100'000U}) {
    const Allowed allowed = rules == 100'000 ? Allowed{3, 128} : Allowed{};
    const double boxes = generate::count_boxes(groups(rules)());
    print({fmt::format("{} rules, {:.1f} million boxes", rules, boxes / 1e6), find_needless(groups(rules))}, allowed);
  }
  print({"10000 rules, IPv6", find_needless(groups(10'000, 0, Family::V6))});
  constexpr std::size_t kBlacklist = 1'000'000;
  print({"100 rules behind 1,000,000 prefixes", find_needless(groups(100, kBlacklist))}, {0.05, 150});
  print({"10000 rules behind 1,000,000 prefixes", find_needless(groups(10'000, kBlacklist))}, {0.4, 150});
}

// Compares two lists, both indexes included.
Cost compare(const Make& make, const std::function<RuleSet(const RuleSet&)>& change) {
  return measure_apart(
      [&](Stopwatch& watch) {
        const RuleSet rules = make();
        const ir::Policy one = generate::to_policy(rules);
        const ir::Policy other = generate::to_policy(change(rules));
        watch.start();
        const List lists[] = {{&one, &generate::list_of(one)}, {&other, &generate::list_of(other)}};
        const Index index(lists);
        Prover prover(index);
        const space::Comparison comparison = space::compare(prover, 0, 1, Distinguish::LetThrough);
        watch.stop(comparison.equal == Truth::Yes  ? "equal"
                   : comparison.equal == Truth::No ? "different, with a packet"
                                                   : "not decided");
      },
      kTimes);
}

Cost compare_all(const Make& make, const std::function<RuleSet(const RuleSet&)>& change) {
  return measure_apart(
      [&](Stopwatch& watch) {
        const RuleSet rules = make();
        const ir::Policy one = generate::to_policy(rules);
        const ir::Policy other = generate::to_policy(change(rules));
        watch.start();
        const List lists[] = {{&one, &generate::list_of(one)}, {&other, &generate::list_of(other)}};
        const Index index(lists);
        Prover prover(index);
        const auto found = space::differences(prover, 0, 1, Distinguish::LetThrough, 1'000'000);
        watch.stop(fmt::format("{} pairs of rules differ{}", found.pairs.size(), found.undecided ? ", not all decided" : ""));
      },
      1);
}

void equality() {
  constexpr std::size_t kRules = 100'000;
  std::vector<Row> edited;
  std::vector<Row> all;
  std::vector<Row> halved;
  const auto edit = [](const RuleSet& rules) { return generate::edit(rules, 100, 1); };
  for (const std::string_view style : {"acl1", "acl2", "acl4", "fw1", "fw4", "fw5", "ipc1", "ipc2"}) {
    const Make make = filters(style, kRules);
    add(edited, {std::string(style), compare(make, edit)});
    add(all, {std::string(style), compare_all(make, edit)});
    add(halved, {std::string(style), compare(make, generate::halve)});
  }
  print_rows("100 edits", edited, {0.15, 256}, {0.15, 256});
  print_rows("100 edits, every difference", all, {}, {});
  print_rows("every rule rewritten", halved, {3, 256}, {3, 256});
}

void order() {
  constexpr std::size_t kRules = 100'000;
  std::vector<Row> pairs;
  std::vector<Row> levels;
  std::vector<Row> removed;
  const auto measure = [](const Make& make, auto work) {
    return measure_apart(
        [&](Stopwatch& watch) {
          const ir::Policy policy = generate::to_policy(make());
          const Index index({&policy, &generate::list_of(policy)});
          Prover prover(index);
          const Reachability reach(prover, 0);
          watch.start();
          watch.stop(work(prover, reach));
        },
        kTimes);
  };
  for (const std::string_view style : {"acl2", "acl4", "fw1", "fw4", "fw5", "ipc1"}) {
    const Make make = filters(style, kRules);
    add(pairs, {std::string(style), measure(make, [](Prover& prover, const Reachability& reach) {
                       return fmt::format("{} pairs", space::order_sensitive_pairs(prover, 0, reach).pairs.size());
                     })});
    add(levels, {std::string(style), measure(make, [](Prover& prover, const Reachability& reach) {
                        std::uint32_t most = 0;
                        for (const std::uint32_t level : space::levels(prover, 0, reach)) {
                          if (level != space::kNone) most = std::max(most, level + 1);
                        }
                        return fmt::format("{} levels", most);
                      })});
    add(removed, {std::string(style), measure(make, [](Prover& prover, const Reachability& reach) {
                         const auto gone = space::removable_rules(prover, 0, reach);
                         return fmt::format("{} rules can go", std::count(gone.begin(), gone.end(), true));
                       })});
  }
  print_rows("order-sensitive pairs, at most 16 a rule", pairs, {0.5, 0}, {0.5, 0});
  print_rows("levels", levels, {0.3, 0}, {0.3, 0});
  print_rows("rules that can go together", removed, {1, 0}, {1, 0});
}

void stress() {
  for (const generate::StressShape& shape : generate::stress_shapes()) {
    print({std::string(shape.name), find_needless(shape.make, 1)}, {3, 0});
  }
}

// Dead rules alone: that is what the diagrams find.
Cost find_dead(const Make& make) {
  return measure_apart(
      [&](Stopwatch& watch) {
        const ir::Policy policy = generate::to_policy(make());
        watch.start();
        const Index index({&policy, &generate::list_of(policy)});
        Prover prover(index);
        const Reachability reach(prover, 0);
        watch.stop(std::to_string(count(reach, Reachability::State::Dead)));
      },
      kTimes);
}

void diagrams() {
  constexpr std::size_t kRules = 10'000;
  for (const std::string_view style : {"acl1", "acl4", "fw1", "fw2", "ipc1"}) {
    const Cost ours = find_dead(filters(style, kRules));
    std::size_t rules = 0;
    const Cost walk = measure_apart([&](Stopwatch& watch) {
      const RuleSet set = filters(style, kRules)();
      watch.start();
      const Walk done = walk_with_diagrams(set, kMostDiagramSeconds);
      watch.stop(fmt::format("{} {} {}", done.rules, set.rules.size(), done.dead));
    });
    std::size_t of = 0;
    std::size_t dead = 0;
    if (std::sscanf(walk.note.c_str(), "%zu %zu %zu", &rules, &of, &dead) != 3 || rules == 0) {
      return fmt::print("  BuDDy (libbdd-dev) was not there when this was built\n");
    }
    fmt::print("  {:5} sgc {:7.4f} s, {} dead; diagrams {:6.1f} s, {} dead in {} of {} rules: {} {:.0f} ×\n", style,
               ours.seconds, ours.note, walk.seconds, dead, rules, of, rules < of ? "more than" : "ratio",
               walk.seconds / ours.seconds);
    std::fflush(stdout);
  }
}

struct Table {
  std::string_view title;
  void (*measure)();
};
constexpr Table kTables[] = {
    {"shadowing + redundancy: filter sets like ClassBench's", filter_sets},
    {"shadowing + redundancy: groups × services", group_sets},
    {"equality of two lists of 100,000 rules", equality},
    {"order, 100,000 rules, without shadowing", order},
    {"shadowing + redundancy: stress shapes", stress},
    {"dead rules of 10,000 against decision diagrams", diagrams},
};

}  // namespace
}  // namespace sgc::bench

int main(int argument_count, char** arguments) {
  std::string_view filter;
  for (int i = 1; i < argument_count; ++i) {
    if (std::strcmp(arguments[i], "-v") == 0) {
      sgc::bench::verbose = true;
    } else {
      filter = arguments[i];
    }
  }
  for (const auto& table : sgc::bench::kTables) {
    if (table.title.find(filter) == std::string_view::npos) continue;
    fmt::print("{}\n", table.title);
    table.measure();
  }
}
