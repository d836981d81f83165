// Many frames run through a program in one call of the kernel, because a call for each costs more than all else. What
// became of them is in the program's counters.
#pragma once

#include "tests/xdp_lab/compiler.h"
#include "tests/xdp_lab/loaded_program.h"

namespace sgc::xdp_lab {

class FrameBatch {
 public:
  static constexpr std::size_t kMostFrames = 4096;
  static constexpr std::size_t kMostBytes = 1020;  // of a frame

  // Throws HarnessError where the kernel does not take what fills in the frames.
  explicit FrameBatch(const Scratch& scratch);
  ~FrameBatch();
  FrameBatch(const FrameBatch&) = delete;
  FrameBatch& operator=(const FrameBatch&) = delete;

  // Before: fewer than kMostFrames, and the frame has an Ethernet header and at most kMostBytes.
  void add(std::span<const std::uint8_t> frame);
  std::size_t size() const { return size_; }

  // Runs the program once on each frame and forgets the frames. Connection tracking is that of the calling thread's
  // namespace. Throws HarnessError where a frame did not get as far as the program.
  void run(const LoadedProgram& program);

 private:
  struct Slot;

  LoadedProgram filler_;
  Slot* slots_;
  std::size_t size_ = 0;
};

}  // namespace sgc::xdp_lab
