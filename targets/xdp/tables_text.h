// The tables of a point as the C that stands between the two fixed parts of the template.
#pragma once

#include <string>
#include <vector>

#include "targets/xdp/c_array.h"
#include "targets/xdp/tables.h"

namespace sgc::targets::xdp {

// One array that will be printed: for the list of costs in the header, and for the limits.
struct ArraySize {
  std::string name;
  Width width = Width::Word;
  std::size_t elements = 0;
  Behind behind = Behind::Zeros;

  std::size_t bytes() const { return elements * bytes_of(width); }
};

// What the text calls things: "source4_large"; "SOURCE_LARGE".
std::string table_name(std::size_t address_field, Family family);
std::string_view test_name(Field field);

std::vector<ArraySize> array_sizes(const Tables& tables);

void append_tables(std::string& out, const Tables& tables);

}  // namespace sgc::targets::xdp
