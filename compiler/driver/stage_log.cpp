#include "compiler/driver/stage_log.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>

namespace sgc::driver {
namespace {

double milliseconds(StageLog::Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;  // which Linux gives in KiB
}

}  // namespace

StageLog::Stage& StageLog::stage(std::string_view name) {
  const auto found =
      std::find_if(stages_.begin(), stages_.end(), [&](const Stage& stage) { return stage.name == name; });
  if (found != stages_.end()) return *found;
  stages_.push_back({std::string(name), {}, {}});
  return stages_.back();
}

void StageLog::push(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (!open_.empty()) stage(open_.back()).time += now - mark_;
  open_.emplace_back(name);
  stage(name);  // stages are listed in the order of their beginning
  detail_.clear();
  if (tell_) tell_(open_.back());
  mark_ = now;
}

void StageLog::on_enter(std::function<void(const std::string&)> tell) {
  const std::lock_guard lock(mutex_);
  tell_ = std::move(tell);
}

void StageLog::pop() {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  stage(open_.back()).time += now - mark_;
  open_.pop_back();
  detail_.clear();
  mark_ = now;
}

void StageLog::add(std::string_view name, Clock::duration time, std::string counts) {
  const std::lock_guard lock(mutex_);
  Stage& one = stage(name);
  one.time += time;
  one.counts = std::move(counts);
}

void StageLog::count(std::string_view name, std::string counts) {
  add(name, {}, std::move(counts));
}

void StageLog::advance(std::string detail) {
  const std::lock_guard lock(mutex_);
  detail_ = std::move(detail);
}

std::vector<StageLog::Stage> StageLog::stages() const {
  const std::lock_guard lock(mutex_);
  return stages_;
}

std::string StageLog::current() const {
  const std::lock_guard lock(mutex_);
  if (open_.empty()) return {};
  return detail_.empty() ? open_.back() : open_.back() + " " + detail_;
}

std::string timings_text(const StageLog& log) {
  std::string text;
  for (const StageLog::Stage& stage : log.stages()) {
    text += fmt::format("{:>10.1f} ms  {:<10}  {}", milliseconds(stage.time), stage.name, stage.counts);
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text + fmt::format("{:>10.1f} ms  total, with {:.1f} MiB of memory at most\n",
                            milliseconds(log.total()), peak_memory_mib());
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 4> kUnits{"B", "kB", "MB", "GB"};
  constexpr double kStep = 1000.0;
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= kStep && unit + 1 < kUnits.size()) {
    value /= kStep;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace sgc::driver
