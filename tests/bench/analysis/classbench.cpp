// Holds the analysis against filter sets in ClassBench's format of which the answers are known: dead rules that an
// independent tool found, and headers with the rule that decides them.
//
//   sgc_classbench RULES DEAD [HEADERS ANSWERS]
//
// DEAD has a line for each dead rule, its number from 0 first. HEADERS has a line for each header: source, destination,
// source port, destination port, protocol, in decimal; ANSWERS the rule for each.
#include <fmt/format.h>

#include <fstream>
#include <set>

#include "compiler/ir/evaluate.h"
#include "compiler/space/blame.h"
#include "tests/bench/analysis/classbench_file.h"

namespace sgc::bench {
namespace {

std::set<std::size_t> read_dead(const char* path) {
  std::set<std::size_t> dead;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) dead.insert(std::stoul(line));
  return dead;
}

// How many rules are not what they were said to be.
std::size_t wrong_states(const ir::Policy& policy, const std::set<std::size_t>& dead) {
  const ir::RuleList& list = generate::list_of(policy);
  const space::Index index({&policy, &list});
  space::Prover prover(index);
  const space::Reachability reach(prover, 0);
  std::size_t wrong = 0;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    const bool is_dead = reach.state(rule) == space::Reachability::State::Dead;
    const bool witnessed = is_dead || ir::evaluate(policy, list, reach.packet(index, rule)).rule == rule;
    if (is_dead != dead.contains(rule)) fmt::print("  rule {} is {}\n", rule, is_dead ? "dead" : "alive");
    if (!witnessed) fmt::print("  the packet of rule {} is decided by another\n", rule);
    if (is_dead != dead.contains(rule) || !witnessed) ++wrong;
    if (is_dead && !space::blame(prover, 0, rule).complete) fmt::print("  rule {} has nobody to blame\n", rule);
  }
  return wrong;
}

// How many headers are decided by another rule than was said.
std::size_t wrong_answers(const ir::Policy& policy, const char* headers, const char* answers, std::size_t& asked) {
  std::ifstream in(headers);
  std::ifstream expected(answers);
  std::size_t wrong = 0;
  std::size_t answer = 0;
  unsigned source = 0, destination = 0, source_port = 0, destination_port = 0, protocol = 0;
  std::string rest;
  while (in >> source >> destination >> source_port >> destination_port >> protocol && std::getline(in, rest) &&
         expected >> answer) {
    const auto number = static_cast<std::uint8_t>(protocol);
    const bool has_ports = detail_of(Family::V4, number) == Detail::Ports;
    if (!has_ports && (source_port != 0 || destination_port != 0)) continue;  // no such packet
    const ir::Packet packet{Family::V4, number, source, destination, static_cast<std::uint16_t>(source_port),
                            static_cast<std::uint16_t>(destination_port)};
    ++asked;
    if (ir::evaluate(policy, generate::list_of(policy), packet).rule != answer) ++wrong;
  }
  return wrong;
}

int run(int count, char** words) {
  if (count != 3 && count != 5) {
    fmt::print(stderr, "usage: sgc_classbench RULES DEAD [HEADERS ANSWERS]\n");
    return 2;
  }
  const auto rules = generate::read_classbench(words[1]);
  if (!rules) {
    fmt::print(stderr, "sgc_classbench: {} is not a filter set\n", words[1]);
    return 2;
  }
  const ir::Policy policy = generate::to_policy(*rules);
  const std::set<std::size_t> dead = read_dead(words[2]);
  const std::size_t wrong = wrong_states(policy, dead);
  std::size_t asked = 0;
  const std::size_t misjudged = count == 5 ? wrong_answers(policy, words[3], words[4], asked) : 0;
  fmt::print("{}: {} rules, {} dead, {} wrong; {} headers, {} wrong\n", words[1], rules->rules.size(), dead.size(),
             wrong, asked, misjudged);
  return wrong + misjudged == 0 ? 0 : 1;
}

}  // namespace
}  // namespace sgc::bench

int main(int count, char** words) { return sgc::bench::run(count, words); }
