// What a rule line or a map's element asks of a packet, read from its words.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "targets/nftables/read_table.h"
#include "targets/nftables/services.h"

namespace sgc::nftables {

// The named sets that tests refer to.
struct ReadSets {
  std::map<std::string, AddressSet, std::less<>> addresses;
  std::map<std::string, Numbers, std::less<>> numbers;
  std::set<std::string, std::less<>> of_intervals;  // the names of those that may hold ranges, and of such maps
};

// Gathers tests of one packet, in any order, into the region of the packets that pass them all.
class TestReader {
 public:
  explicit TestReader(const ReadSets& sets) : sets_(sets) {}

  // Takes one test, if the next words are one: "ip saddr @office.v4", "tcp dport { 22, 80 }", "meta nfproto ipv4".
  bool take(Tokens& tokens);

  // The field of a map's key that the next words name: "ip saddr"; and one value for a field.
  static std::string take_field(Tokens& tokens);
  void add_value(const std::string& field, const Token& value);

  Region region(std::size_t line) const;

  // Whether one of the tests, or values, is a set that holds ranges, or a range of a map's element.
  bool asks_intervals() const { return asks_intervals_; }

 private:
  void add_family(Family family);
  void note_ranges(const AddressSet& addresses);
  void note_ranges(const Numbers& numbers);
  void add_numbers(const std::string& field, Numbers numbers, std::size_t line);
  AddressSet take_addresses(Tokens& tokens, Family family) const;
  Numbers take_numbers(Tokens& tokens) const;

  const ReadSets& sets_;
  bool asks_intervals_ = false;
  Region region_;
  std::map<std::string, Numbers> numbers_;  // by field: "protocol", "sport", "dport", "type", "code"
};

// Words of one thing.
AddressSet read_addresses(const Token& token, Family family);
NumberRange read_value(std::string_view field, const Token& token);  // a number, a range, or a name that the field has

}  // namespace sgc::nftables
