// The parts of a file, one after the other; each ends what it writes with a newline.
#pragma once

#include "compiler/support/source_map.h"
#include "targets/nftables/model.h"
#include "targets/host/writer.h"

namespace sgc::nftables {

using host::Writer;


// What everything that prints looks into.
struct Printing {
  const Model& model;
  const ir::Policy& policy;
  const SourceMap& sources;
  const Services& services;
};

void print_sets(const Printing& printing, Writer& out);
void print_maps(const Printing& printing, Writer& out);
void print_chains(const Printing& printing, Writer& out);

// Behind the table: what says that the load is over (load_guard.h).
void print_load_end(const Printing& printing, Writer& out);

// "tcp", or the number: nft's own name, where it has one.
void print_protocols(NumberRange protocols, Writer& out);

// "ip saddr . ip daddr . meta l4proto . th dport": what a map looks at.
void print_key(const Key& key, Family family, Writer& out);

// Numbers with `print_one` for each: alone, or as { a, b }.
template <class PrintOne>
void print_numbers(const Numbers& numbers, Writer& out, PrintOne print_one) {
  if (numbers.size() == 1) return print_one(numbers.front());
  out << "{ ";
  for (const NumberRange& range : numbers) {
    if (&range != numbers.data()) out << ", ";
    print_one(range);
  }
  out << " }";
}

// Calls use(range) for each range of one family of a set, ascending.
template <class Use>
void for_each_range(const AddressSet& set, Family family, Use use) {
  if (family == Family::V4) {
    for (const RangeV4& range : set.v4()) use(range);
  } else {
    for (const RangeV6& range : set.v6()) use(range);
  }
}

// The quoted comment of a rule of the chain's direction, or of its default.
std::string comment_of(const Printing& printing, ir::Direction direction, Index rule);

}  // namespace sgc::nftables
