#include "compiler/driver/progress.h"

#include <fmt/format.h>

#include <string>

#include "compiler/driver/held_signals.h"

namespace sgc::driver {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);  // before the first line, with `auto`
constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

Progress::Progress(const World& world, When when, StageLog& log)
    : err_(world.err), at_once_(when == When::Always), log_(log) {
  if (when == When::Never) return;
  if (world.err_is_terminal) {
    thread_ = std::thread([this] { show_until_over(); });
  } else if (when == When::Always) {
    log_.on_enter([this](const std::string& stage) { print(err_, fmt::format("sgc: {}\n", stage)); });
  }
}

Progress::~Progress() {
  log_.on_enter({});
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Progress::show_until_over() {
  const HeldSignals not_for_this_thread;  // they are for whoever writes files, which knows when to take them
  std::unique_lock lock(mutex_);
  const auto is_over = [this] { return over_; };
  if (!at_once_ && wake_.wait_for(lock, kPatience, is_over)) return;

  std::string shown;
  do {
    const std::string now = log_.current();
    if (now.empty() || now == shown) continue;
    print(err_, fmt::format("{}sgc: {}", kClearLine, now));
    shown = now;
  } while (!wake_.wait_for(lock, kInterval, is_over));

  if (!shown.empty()) print(err_, kClearLine);
}

}  // namespace sgc::driver
