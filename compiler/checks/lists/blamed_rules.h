// What findings about dead rules have in common: whom they blame, and how the order could be mended.
#pragma once

#include <vector>

#include "compiler/checks/subject.h"

namespace sgc::checks {

// What earlier rules do with the packets of a later one. They take what they decide; they cover what they match, whoever
// decides it before them.
enum class Taking : std::uint8_t { Takes, Covers };

// Covers, where one of the rules never decides a packet itself.
Taking taking_of(const ListSubject& subject, std::span<const std::size_t> takers);

// "an earlier deny takes", "earlier allows together cover", "earlier rules together take".
std::string takers_text(const ir::RuleList& list, std::span<const std::size_t> takers, Taking taking);

// Notes, one at each of the rules: "this one takes 62 % of it".
void add_taker_notes(const ListSubject& subject, std::size_t rule, std::span<const std::size_t> takers, Taking taking,
                     Diagnostic& finding);

// The first of the blamed rules that has the other verdict. Before: they ascend, and the dead rule has an opponent.
std::size_t first_opponent(const ListSubject& subject, const DeadRule& dead, std::span<const std::size_t> blamed);

// What brings the rule before `other`: "move line 14 above line 12".
std::string way_before(const ListSubject& subject, std::size_t rule, std::size_t other);

// A packet of the rule and what the list does to it, as shown_packet() would have it: "tcp … is denied". Before: the list
// gives the packet this verdict.
std::string fate_at(const ListSubject& subject, std::size_t rule, const ir::Packet& packet, ir::Verdict verdict);

// Some packet of a redundant rule, as the list decides it.
std::string example_fate(const ListSubject& subject, const DeadRule& dead);

// Says once a list what could not be found out of how many of its rules.
void report_undecided(const ListSubject& subject, std::string_view question, std::size_t rules, Sink& sink,
                      Severity severity = Severity::Warning);

}  // namespace sgc::checks
