// Measures the emitted programs: nanoseconds a packet over a program that only parses, beside the kernel's own maps.
// All figures of a table come from one run, in rounds in which every program has its turn, because the machine's
// speed drifts; only ratios within a table mean something. A figure is the median of the rounds; behind it, in brackets, stands
// the same for the quietest fifth of each program's rounds, which neighbours on a shared processor disturb least.
//
//   sgc_xdp_bench [FILTER]     only the tables whose title contains FILTER
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "targets/xdp/xdp.h"
#include "tests/bench/xdp/peers.h"
#include "tests/bench/xdp/stimulus.h"
#include "tests/bench/xdp/streams.h"
#include "tests/workloads/workloads.h"

namespace sgc::bench {
namespace {

using workloads::PolicyMaker;
using xdp_lab::LoadedProgram;

struct Rounds {
  int count;
  std::uint32_t packets;  // in each
};

constexpr Rounds kAllDifferent{15, 500'000};  // each packet of a stream in each round
constexpr Rounds kAgain{75, 100'000};         // one packet again and again: rounds so short that some have no neighbour

struct Contestant {
  std::string name;
  const LoadedProgram* program;
  std::vector<double> taken = {};         // by round, nanoseconds a packet
  std::vector<double> over_parsing = {};  // less those of the program that only parses, in the same round
};

// Of values in ascending order, the one below which this share of them lies.
double at_share(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size()))];
}

constexpr double kHalf = 0.5;
constexpr double kQuiet = 0.2;

std::string emit(const PolicyMaker& maker) {
  Sink sink;
  const ir::PointId point{0};
  const auto files = targets::kXdp.emit({maker.policy, maker.sources, {&point, 1}, "0.1.0"}, sink);
  if (files.empty()) {
    for (const Diagnostic& d : sink.all()) fmt::print(stderr, "SGC{}: {}\n", d.code, d.message);
    std::exit(1);
  }
  return files.front().bytes;
}

xdp_lab::Compiled compiled_or_exit(const xdp_lab::Scratch& scratch, const char* name, const std::string& text, const char* flags = "") {
  xdp_lab::Compiled compiled = xdp_lab::compile(scratch, name, text, {}, flags);
  if (compiled.ok) return compiled;
  fmt::print(stderr, "{}\n", compiled.messages.substr(0, 2000));
  std::exit(1);
}

LoadedProgram build(const xdp_lab::Scratch& scratch, const PolicyMaker& maker, const char* name) {
  const std::string text = emit(maker);
  const auto compiled = compiled_or_exit(scratch, name, text);
  const auto empty = xdp_lab::compile(scratch, "empty", emit(PolicyMaker()));
  LoadedProgram program(compiled.object);
  const auto& report = program.report();
  const std::size_t begin = text.find(" *   in all");
  fmt::print("  {}: source {:.1f} MB, tables {} bytes; clang {:.2f} s (empty policy {:.2f} s); load {:.3f} s; verifier {} "
             "instructions, {:.3f} s\n",
             name, static_cast<double>(text.size()) / 1e6,
             begin == std::string::npos ? 0 : std::strtoull(text.c_str() + begin + 11, nullptr, 10), compiled.seconds,
             empty.seconds, report.load_seconds, report.instructions, report.seconds);
  return program;
}

// The same program as its peers are, which count nothing.
LoadedProgram without_counters(const xdp_lab::Scratch& scratch, const PolicyMaker& maker) {
  return LoadedProgram(compiled_or_exit(scratch, "uncounted", emit(maker), "-DSGC_NO_COUNTERS").object);
}

void measure(Stimulus& stimulus, const LoadedProgram& parsing, const char* title, const Stream& stream,
             std::vector<Contestant> contestants, Rounds rounds = kAllDifferent) {
  stimulus.set_stream(stream);
  std::vector<double> floor;
  for (int round = -1; round < rounds.count; ++round) {
    const double base = stimulus.nanoseconds(parsing, rounds.packets);
    if (round >= 0) floor.push_back(base);
    for (Contestant& contestant : contestants) {
      const double taken = stimulus.nanoseconds(*contestant.program, rounds.packets);
      if (round < 0) continue;
      contestant.taken.push_back(taken);
      contestant.over_parsing.push_back(taken - base);
    }
  }
  fmt::print("    {:14} parse {:5.1f} ({:.1f})", title, at_share(floor, kHalf), at_share(floor, kQuiet));
  for (const Contestant& contestant : contestants) {
    fmt::print(" | {} {:7.1f} ({:.1f})", contestant.name, at_share(contestant.over_parsing, kHalf),
               at_share(contestant.taken, kQuiet) - at_share(floor, kQuiet));
  }
  fmt::print("\n");
}

void blacklist(Family family, std::size_t lines) {
  const xdp_lab::Scratch scratch;
  PolicyMaker maker;
  const AddressSet set = family == Family::V4 ? workloads::feed_v4(lines, 1) : workloads::feed_v6(lines, 1);
  maker.blacklist(set);
  maker.otherwise(ir::Verdict::Allow);

  const LoadedProgram program = build(scratch, maker, "sgc");
  const LoadedProgram uncounted = without_counters(scratch, maker);
  const LoadedProgram parsing = parse_only(scratch);
  const LoadedProgram hash = in_hash(scratch, set, family);
  const LoadedProgram trie = in_trie(scratch, set, family);
  Stimulus stimulus(family, scratch);
  const std::vector<Contestant> all{{"sgc", &program}, {"hash", &hash}, {"trie", &trie}};
  const std::vector<Contestant> hot{{"sgc", &program}, {"uncounted", &uncounted}, {"hash", &hash}, {"trie", &trie}};
  const Stream cold_hits = hits(set, family, kMostHeaders);
  const Stream cold_misses = misses(set, family, kMostHeaders);
  measure(stimulus, parsing, "all hits", cold_hits, all);
  measure(stimulus, parsing, "all misses", cold_misses, all);
  measure(stimulus, parsing, "half and half", mixed(set, family, kMostHeaders), all);
  measure(stimulus, parsing, "one hit", one_of(cold_hits), hot, kAgain);
  measure(stimulus, parsing, "one miss", one_of(cold_misses), hot, kAgain);
}

using AddRules = void (*)(PolicyMaker&, std::size_t, Family, std::uint64_t);

void rules(Family family, std::size_t count, AddRules add) {
  const xdp_lab::Scratch scratch;
  PolicyMaker maker;
  add(maker, count, family, 1);
  const LoadedProgram program = build(scratch, maker, "sgc");
  const LoadedProgram parsing = parse_only(scratch);
  Stimulus stimulus(family, scratch);
  const Stream cold = trace(maker.policy, maker.inbound(), family, kMostHeaders);
  measure(stimulus, parsing, "all different", cold, {{"sgc", &program}});
  measure(stimulus, parsing, "one", one_of(cold), {{"sgc", &program}}, kAgain);
}

struct Table {
  std::string title;
  void (*run)();
};

// What the parser, the counters and a list without rules cost.
void no_rules(Family family) {
  const xdp_lab::Scratch scratch;
  PolicyMaker maker;
  maker.otherwise(ir::Verdict::Allow);
  const LoadedProgram program = build(scratch, maker, "sgc");
  const LoadedProgram parsing = parse_only(scratch);
  Stimulus stimulus(family, scratch);
  measure(stimulus, parsing, "all different", hits(AddressSet::any(), family, kMostHeaders), {{"sgc", &program}});
}

const Table kTables[] = {
    {"no rules, IPv4", [] { no_rules(Family::V4); }},
    {"no rules, IPv6", [] { no_rules(Family::V6); }},
    {"blacklist, 1,000 lines, IPv4", [] { blacklist(Family::V4, 1'000); }},
    {"blacklist, 100,000 lines, IPv4", [] { blacklist(Family::V4, 100'000); }},
    {"blacklist, 1,000,000 lines, IPv4", [] { blacklist(Family::V4, 1'000'000); }},
    {"blacklist, 100,000 lines, IPv6", [] { blacklist(Family::V6, 100'000); }},
    {"blacklist, 1,000,000 lines, IPv6", [] { blacklist(Family::V6, 1'000'000); }},
    {"mixed rules, 100, IPv4", [] { rules(Family::V4, 100, workloads::add_mixed_rules); }},
    {"mixed rules, 1,000, IPv4", [] { rules(Family::V4, 1'000, workloads::add_mixed_rules); }},
    {"mixed rules, 10,000, IPv4", [] { rules(Family::V4, 10'000, workloads::add_mixed_rules); }},
    {"mixed rules, 100,000, IPv4", [] { rules(Family::V4, 100'000, workloads::add_mixed_rules); }},
    {"mixed rules, 1,000, IPv6", [] { rules(Family::V6, 1'000, workloads::add_mixed_rules); }},
    {"mixed rules, 10,000, IPv6", [] { rules(Family::V6, 10'000, workloads::add_mixed_rules); }},
    {"mixed rules, 100,000, IPv6", [] { rules(Family::V6, 100'000, workloads::add_mixed_rules); }},
    {"group rules, 1,000, IPv4", [] { rules(Family::V4, 1'000, workloads::add_group_rules); }},
    {"group rules, 10,000, IPv4", [] { rules(Family::V4, 10'000, workloads::add_group_rules); }},
    {"group rules, 100,000, IPv4", [] { rules(Family::V4, 100'000, workloads::add_group_rules); }},
};

}  // namespace
}  // namespace sgc::bench

int main(int count, char** words) {
  if (const auto why = sgc::xdp_lab::unavailable()) {
    fmt::print(stderr, "sgc_xdp_bench {}\n", *why);
    return 1;
  }
  const char* const filter = count > 1 ? words[1] : "";
  for (const auto& table : sgc::bench::kTables) {
    if (table.title.find(filter) == std::string::npos) continue;
    fmt::print("{}\n", table.title);
    std::fflush(stdout);
    table.run();
  }
  return 0;
}
