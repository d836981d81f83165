// A policy's program of XDP, and what `verify` says of a text in its place.
#pragma once

#include <string>

#include "targets/xdp/lower.h"
#include "targets/xdp/print.h"
#include "targets/xdp/verify.h"
#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {

class Subject {
 public:
  explicit Subject(const workloads::PolicyMaker& maker) : maker_(maker) {}

  Request request() const { return {maker_.policy, maker_.sources, {&point_, 1}, "0.0.0"}; }
  const ir::Point& point() const { return maker_.policy.point(point_); }

  std::string text(Structure structure = Structure::Best) const {
    Program program = program_without_tables(request(), point(), Settings{});
    program.tables = make_tables(maker_.policy, maker_.inbound(), structure);
    return print(program);
  }

  // The codes that verify reports for this text, and the packet of the last.
  std::string verdict_on(const std::string& text) const {
    Sink sink;
    const OutputFile file{"xdp/" + point().name + ".bpf.c", text};
    verify_files(request(), {&file, 1}, sink);
    std::string said;
    for (const Diagnostic& d : sink.all()) said += "SGC" + std::to_string(d.code) + ": " + d.message + " " + d.packet + "\n";
    return said;
  }

 private:
  const workloads::PolicyMaker& maker_;
  ir::PointId point_{0};
};

}  // namespace sgc::targets::xdp
