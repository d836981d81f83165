// Measures a piece of work in a process of its own, so that its memory is its own and no row of a table warms the next.
#pragma once

#include <functional>
#include <string>

namespace sgc::bench {

struct Cost {
  double seconds = 0;    // of processor time
  double mebibytes = 0;  // the most that the process held while it worked, its input included
  std::string note;      // what the work said of itself
  bool failed = false;   // the process did not come to its end
};

// Handed to the work: what lies between start() and stop() is measured.
class Stopwatch {
 public:
  void start();
  void stop(std::string note = {});
  const Cost& cost() const { return cost_; }

 private:
  double begun_ = 0;
  Cost cost_;
};

// The cheapest of `times` runs: everything else on the machine only adds.
Cost measure_apart(const std::function<void(Stopwatch&)>& work, unsigned times = 1);

}  // namespace sgc::bench
