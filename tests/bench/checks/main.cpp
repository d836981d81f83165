// Measures `sgc check` on the kinds of policies that it was made for, as a user has it: the checks of a policy that was
// read from text, and the text of all their findings. Reading and understanding the policy is told beside it.
//
//   sgc_checks_bench [FILTER]     only tables whose title contains FILTER
//
// Sets of rules are measured twice: what the bounds are for, shadowing and redundancy (SGC3001, 3002, 3006), and with
// all checks, which have no bound of their own.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "compiler/diag/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/memory_loader.h"
#include "tests/bench/analysis/apart.h"
#include "tests/bench/generate/enterprise.h"
#include "tests/bench/generate/feed.h"
#include "tests/bench/generate/filter_set.h"
#include "tests/bench/generate/listeners.h"
#include "tests/bench/generate/stress.h"

namespace sgc::bench {
namespace {

using generate::RuleSet;

constexpr unsigned kTimes = 2;  // the better of so many runs counts

enum class Checks : std::uint8_t { ShadowingAndRedundancy, All };

std::string_view suffix(Checks checks) { return checks == Checks::All ? ", all checks" : ""; }

SeverityPolicy severities(Checks checks) {
  SeverityPolicy policy;
  if (checks == Checks::All) return policy;
  for (DiagnosticCode code = 3003; code < 3040; ++code) {
    if (code != 3006) policy.set(code, Severity::Off);
  }
  return policy;
}

struct Source {
  std::string text;
  std::vector<std::pair<std::string, std::string>> feeds;  // name, text
};

Source source_of(const RuleSet& rules) {
  Source source{generate::to_text(rules), {}};
  for (const RuleSet::Feed& feed : rules.feeds) {
    source.feeds.emplace_back(feed.file, generate::feed_text(rules.groups[feed.group]));
  }
  return source;
}

// Makes the text of the findings as the program prints it, part by part; returns how long it is.
std::size_t print_in_parts(const Sink& sink, const SourceMap& sources) {
  constexpr std::size_t kAtOnce = 1000;
  std::size_t letters = 0;
  for (std::span<const Diagnostic> rest = sink.all(); !rest.empty();) {
    const auto part = rest.first(std::min(kAtOnce, rest.size()));
    letters += render_text({part, sources}, false).size();
    rest = rest.subspan(part.size());
  }
  return letters;
}

// Checks the policy and makes the text of the findings.
Cost check(const std::function<Source()>& make, unsigned times = kTimes, Checks checks = Checks::All) {
  return measure_apart(
      [&](Stopwatch& watch) {
        driver::MemoryLoader loader;
        {
          Source source = make();
          loader.add("policy.sg", std::move(source.text));
          for (auto& [name, text] : source.feeds) loader.add(name, std::move(text));
        }
        driver::StageLog log;
        driver::Compilation run = driver::understand({loader.load_include("policy.sg", "")}, loader, {}, severities(checks), log);
        watch.start();
        checks::run_checks(run.policy, run.sources, {}, run.sink);
        run.sink.finish();
        const std::size_t letters = print_in_parts(run.sink, run.sources);
        watch.stop(fmt::format("{} findings, {:.1f} MB of text", run.sink.all().size(), static_cast<double>(letters) / 1e6));
      },
      times);
}

struct Allowed {
  double seconds = 0;
  double mebibytes = 0;
};

void print(std::string_view name, const Cost& cost, const Allowed& allowed) {
  if (cost.failed) return fmt::print("  {:48} failed\n", name);
  fmt::print("  {:48} {:7.3f} s of {:4.2f}  {:4.0f} MiB of {:3.0f}  {}\n", name, cost.seconds, allowed.seconds,
             cost.mebibytes, allowed.mebibytes, cost.note);
  std::fflush(stdout);
}

std::function<Source()> filters(std::string_view style, std::size_t rules, Family family = Family::V4) {
  return [=] { return source_of(generate::make_filter_set({style, rules, 1, family, false})); };
}

std::function<Source()> groups(std::size_t rules, std::size_t blacklist) {
  return [=] {
    RuleSet made = generate::make_enterprise({rules, 1, Family::V4});
    generate::FeedOptions feed;
    feed.entries = blacklist;
    if (blacklist > 0) generate::put_blacklist_first(made, generate::to_set(generate::make_feed(feed)));
    return source_of(made);
  };
}

void filter_sets() {
  const auto print_sets = [](std::size_t rules, Family family, Checks checks, const Allowed& median, const Allowed& worst) {
    std::vector<std::pair<Cost, std::string_view>> rows;
    for (const std::string_view style : generate::filter_styles()) rows.emplace_back(check(filters(style, rules, family), kTimes, checks), style);
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first.seconds < b.first.seconds; });
    const std::string version = fmt::format("{}{}", family == Family::V4 ? "" : ", IPv6", suffix(checks));
    const auto& [middle, middle_style] = rows[rows.size() / 2];
    const auto& [last, last_style] = rows.back();
    print(fmt::format("{} rules{}, median ({})", rules, version, middle_style), middle, median);
    print(fmt::format("{} rules{}, worst ({})", rules, version, last_style), last, worst);
  };
  for (const Checks checks : {Checks::ShadowingAndRedundancy, Checks::All}) {
    print_sets(10'000, Family::V4, checks, {0.05, 64}, {0.05, 64});
    print_sets(10'000, Family::V6, checks, {0.10, 64}, {0.10, 64});
    print_sets(100'000, Family::V4, checks, {0.35, 128}, {1.0, 128});
  }
}

void group_sets() {
  for (const Checks checks : {Checks::ShadowingAndRedundancy, Checks::All}) {
    const auto name = [&](std::string_view rules) { return fmt::format("{}{}", rules, suffix(checks)); };
    print(name("10,000 rules"), check(groups(10'000, 0), kTimes, checks), {0.3, 64});
    print(name("100,000 rules"), check(groups(100'000, 0), 1, checks), {3, 128});
    print(name("10,000 rules behind 1,000,000 prefixes"), check(groups(10'000, 1'000'000), 1, checks), {0.4, 150});
  }
}

void stress() {
  for (const generate::StressShape& shape : generate::stress_shapes()) {
    print(shape.name, check([&] { return source_of(shape.make()); }, 1), {3, 128});
  }
}

void listeners() {
  for (const bool translates : {false, true}) {
    for (const std::size_t count : {1'000U, 5'000U}) {
      print(fmt::format("{} listeners, snat {}", count, translates ? "on" : "off"),
            check([&] { return Source{generate::listener_policy(count, translates), {}}; }), {1, 128});
    }
  }
}

struct Table {
  std::string_view title;
  void (*measure)();
};
constexpr Table kTables[] = {
    {"filter sets like ClassBench's", filter_sets},
    {"groups × services", group_sets},
    {"stress shapes", stress},
    {"listeners of one load balancer", listeners},
};

}  // namespace
}  // namespace sgc::bench

int main(int count, char** words) {
  const std::string_view filter = count > 1 ? words[1] : "";
  for (const auto& table : sgc::bench::kTables) {
    if (table.title.find(filter) == std::string_view::npos) continue;
    fmt::print("{}\n", table.title);
    table.measure();
  }
}
