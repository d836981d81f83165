// Where long lists turn into trees of chains. Measured (tests/bench/iptables); tests set them low, so that short lists
// become trees, too.
#pragma once

#include <cstddef>

namespace sgc::iptables {

struct Limits {
  // A list of no more lines than this is written line by line, as a reader expects it.
  std::size_t plain_lines = 64;

  // What is left of a list inside a chain of the tree is short enough to be tried line by line.
  std::size_t left_lines = 4;

  // A chain at the end of a tree that has more lines than this says on each of them where it comes from. One that has fewer
  // says it behind them (legend.h): packets that no line takes pass that, and there it is short.
  std::size_t legend_lines = 16;

  // A chain of the tree sends packets on to no more chains than this. A packet tries half of them on its way, at 3 ns a
  // line; being sent on costs it 15 ns (nf_tables: 5 and 35) and whatever memory the next chain has to be fetched from.
  std::size_t fan_out = 16;

  // A tree repeats lines that concern several of its leaves; of more than this for each line of the list it is not
  // worth the room.
  std::size_t most_copies = 4;
};

}  // namespace sgc::iptables
