#include "tests/bench/analysis/apart.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>

namespace sgc::bench {
namespace {

// What a child tells its parent through a pipe, in one write.
struct Told {
  double seconds = 0;
  double mebibytes = 0;
  std::array<char, 256> note{};
};

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double most_mebibytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    long kibibytes = 0;
    if (std::sscanf(line.c_str(), "VmHWM: %ld kB", &kibibytes) == 1) return static_cast<double>(kibibytes) / 1024;
  }
  return 0;
}

// From here on the most is counted anew.
void forget_most() { std::ofstream("/proc/self/clear_refs") << "5"; }

[[noreturn]] void work_and_tell(const std::function<void(Stopwatch&)>& work, int pipe) {
  Stopwatch watch;
  work(watch);
  Told told{watch.cost().seconds, watch.cost().mebibytes, {}};
  std::snprintf(told.note.data(), told.note.size(), "%s", watch.cost().note.c_str());
  _exit(write(pipe, &told, sizeof told) == sizeof told ? 0 : 1);
}

Cost measure_once(const std::function<void(Stopwatch&)>& work) {
  Cost cost;
  cost.failed = true;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return cost;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) work_and_tell(work, ends[1]);
  close(ends[1]);
  Told told;
  if (child > 0 && read(ends[0], &told, sizeof told) == sizeof told) {
    cost = {told.seconds, told.mebibytes, told.note.data(), false};
  }
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return cost;
}

}  // namespace

void Stopwatch::start() {
  forget_most();
  begun_ = processor_seconds();
}

void Stopwatch::stop(std::string note) {
  cost_ = {processor_seconds() - begun_, most_mebibytes(), std::move(note), false};
}

Cost measure_apart(const std::function<void(Stopwatch&)>& work, unsigned times) {
  Cost best = measure_once(work);
  for (unsigned i = 1; i < times; ++i) {
    const Cost cost = measure_once(work);
    if (best.failed || (!cost.failed && cost.seconds < best.seconds)) best = cost;
  }
  return best;
}

}  // namespace sgc::bench
