// What a run is doing and how long each stage took: read by `-v` when it is over and by the progress line
// meanwhile.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sgc::driver {

class StageLog {
 public:
  using Clock = std::chrono::steady_clock;

  struct Stage {
    std::string name;
    Clock::duration time{};  // without the stages within it
    std::string counts;      // "3 files, 1.2 MB"
  };

  StageLog() : began_(Clock::now()) {}

  // A stage from here to the end of the scope; one that is entered within another takes its time from that
  // one, and one that is entered again goes on. Scopes nest, in one thread.
  class Scope {
   public:
    Scope(StageLog& log, std::string_view name) : log_(log) { log_.push(name); }
    ~Scope() { log_.pop(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    StageLog& log_;
  };

  // From any thread: a stage that ran beside others.
  void add(std::string_view name, Clock::duration time, std::string counts);
  void count(std::string_view name, std::string counts);
  // From any thread: what the progress line says of the innermost stage, "1,200 of 10,000".
  void advance(std::string detail);

  // Calls `tell` with the name of each stage as it is entered, until another is set. It must not call back.
  void on_enter(std::function<void(const std::string& name)> tell);

  std::vector<Stage> stages() const;
  Clock::duration total() const { return Clock::now() - began_; }
  // "write 1,200 of 10,000"; empty between stages.
  std::string current() const;

 private:
  void push(std::string_view name);
  void pop();
  Stage& stage(std::string_view name);

  mutable std::mutex mutex_;
  Clock::time_point began_;
  Clock::time_point mark_;  // when the innermost scope began to count
  std::vector<Stage> stages_;
  std::vector<std::string> open_;  // names of the scopes, outermost first
  std::string detail_;
  std::function<void(const std::string&)> tell_;
};

// The table of `-v`: a line a stage, and the total with the most memory that was in use.
std::string timings_text(const StageLog& log);

// "1,234,567"; "14.4 MB".
std::string grouped(std::uint64_t number);
std::string bytes_text(std::uint64_t bytes);

}  // namespace sgc::driver
