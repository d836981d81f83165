// The progress line: what is being done, on a terminal, when the work takes more than a second.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "compiler/driver/options.h"
#include "compiler/driver/stage_log.h"
#include "compiler/driver/world.h"

namespace sgc::driver {

// Shows the log's current stage on standard error until it goes out of scope, and leaves the line empty. On a
// terminal one line is written over and over; with `always` elsewhere, a line a change. Nothing is shown in
// the first second but with `always`.
class Progress {
 public:
  Progress(const World& world, When when, StageLog& log);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void show_until_over();

  std::FILE* err_;
  bool at_once_;
  StageLog& log_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace sgc::driver
