#include "tests/verdicts/harness/xdp_program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>

#include <cstdarg>
#include <cstdio>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/process.h"

namespace sgc::verdicts {
namespace {

// What libbpf said while the current thread loaded a program; its printing has no other way out.
thread_local std::string library_words;

int keep_words(libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG) return 0;
  char line[4096];
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  library_words += line;
  return length;
}

std::uint32_t flags_of(XdpMode mode) {
  switch (mode) {
    case XdpMode::Native: return XDP_FLAGS_DRV_MODE;
    case XdpMode::Generic: return XDP_FLAGS_SKB_MODE;
  }
  return 0;
}

XdpAction run_once(int program, const Bytes& frame) {
  Bytes out(frame.size() + 256);  // a program may make a frame longer
  LIBBPF_OPTS(bpf_test_run_opts, options);
  options.data_in = frame.data();
  options.data_size_in = static_cast<std::uint32_t>(frame.size());
  options.data_out = out.data();
  options.data_size_out = static_cast<std::uint32_t>(out.size());
  options.repeat = 1;
  if (::bpf_prog_test_run_opts(program, &options) != 0) throw HarnessError::system("the kernel cannot test the program");
  return static_cast<XdpAction>(options.retval);
}

}  // namespace

std::string_view to_string(XdpAction action) {
  switch (action) {
    case XdpAction::Aborted: return "aborted";
    case XdpAction::Drop: return "drop";
    case XdpAction::Pass: return "pass";
    case XdpAction::Tx: return "tx";
    case XdpAction::Redirect: return "redirect";
  }
  return {};
}

std::filesystem::path compile_bpf(const std::filesystem::path& source, const std::string& clang,
                                  const std::string& flags) {
  std::filesystem::path object = source;
  object.replace_extension(".o");
  const std::string command =
      fmt::format("{} -O2 -g -Wall -Werror -target bpf -I/usr/include/$(uname -m)-linux-gnu {} -c '{}' -o '{}'", clang, flags,
                  source.string(), object.string());
  const ProcessResult result = run_command(command, source.parent_path());
  if (!result.ok()) throw HarnessError(command + "\n" + result.output);
  return object;
}

void XdpProgram::Close::operator()(bpf_object* object) const { ::bpf_object__close(object); }

XdpProgram::XdpProgram(const std::filesystem::path& object, const NetNamespace& where) : where_(&where) {
  ::libbpf_set_print(keep_words);
  library_words.clear();
  object_.reset(::bpf_object__open(object.c_str()));
  if (!object_) throw HarnessError("cannot open " + object.string() + "\n" + library_words);

  bpf_program* const program = ::bpf_object__next_program(object_.get(), nullptr);
  if (program == nullptr) throw HarnessError("no program in " + object.string());
  ::bpf_program__set_type(program, BPF_PROG_TYPE_XDP);
  if (::bpf_object__load(object_.get()) != 0) throw HarnessError("cannot load " + object.string() + "\n" + library_words);
}

XdpProgram::~XdpProgram() = default;
XdpProgram::XdpProgram(XdpProgram&&) noexcept = default;
XdpProgram& XdpProgram::operator=(XdpProgram&&) noexcept = default;

int XdpProgram::descriptor() const {
  return ::bpf_program__fd(::bpf_object__next_program(object_.get(), nullptr));
}

std::vector<XdpAction> XdpProgram::run(std::span<const Bytes> frames) const {
  std::vector<XdpAction> actions;
  actions.reserve(frames.size());
  where_->run([&] {
    for (const Bytes& frame : frames) actions.push_back(run_once(descriptor(), frame));
  });
  return actions;
}

void XdpProgram::attach(const Device& device, XdpMode mode) const {
  where_->run([&] {
    if (::bpf_xdp_attach(static_cast<int>(device.index), descriptor(), flags_of(mode), nullptr) != 0) {
      throw HarnessError::system("cannot attach the program to " + device.name);
    }
  });
}

void XdpProgram::detach(const NetNamespace& where, const Device& device, XdpMode mode) {
  where.run([&] { ::bpf_xdp_detach(static_cast<int>(device.index), flags_of(mode), nullptr); });
}

}  // namespace sgc::verdicts
