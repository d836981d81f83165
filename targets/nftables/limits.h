// Where long lists turn into maps and chains. Measured (tests/bench/nftables); tests set them low, so that short lists
// take every form.
#pragma once

#include <cstddef>

namespace sgc::nftables {

struct Limits {
  // A list of no more items than this in each family is written line by line, as a reader expects it. A line costs a
  // packet that opens a connection some 20 ns, a structure 300 ns to begin with.
  std::size_t plain_items = 64;

  // What is left of a list inside a chain is short enough to be tried line by line.
  std::size_t left_items = 24;

  // What a look-up costs a packet, in lines. A list whose blocks cost it no less than its lines stays lines.
  std::size_t look_up_in_lines = 12;

  // A map or a cut of fewer items than this is not worth its look-up: its items become lines.
  std::size_t least_block = 16;

  // Elements without intervals are a hash table to the kernel, three times as fast; from so many on they get a map of
  // their own.
  std::size_t least_hash_table = 64;

  // A map of intervals costs a packet time for all its elements together: past this many it is cut by address.
  std::size_t interval_map = 1500;
  std::size_t part_of_interval_map = 750;

  // So many items with intervals, or fewer, are cut by address into parts of so few that they can be tried as lines: to
  // be looked up in a map of several intervals costs a packet as much as ten lines, a part as much as four. A list of
  // more is left to maps, since lines take a load three times as long.
  std::size_t items_in_lines = 1500;
  std::size_t part_of_lines = 8;

  // From so many items between groups on they are looked up in a map of cells, not tried in the chain of their source.
  // They need the set of all named addresses besides, of which no item may bring more than this.
  std::size_t least_in_cells = 1500;
  std::size_t named_per_item = 4;
};

}  // namespace sgc::nftables
