#include "compiler/driver/try_artefact.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "compiler/driver/nft_objects.h"
#include "compiler/driver/private_namespace.h"
#include "compiler/driver/run_tool.h"
#include "compiler/support/descriptor.h"
#include "compiler/support/file_reader.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLines = 6;  // of a tool's words: the last ones say why

std::string last_lines(const std::string& text) {
  std::size_t begin = text.find_last_not_of('\n') + 1;
  const std::size_t end = begin;
  for (std::size_t lines = 0; begin > 0; --begin) {
    if (text[begin - 1] == '\n' && ++lines == kMostLines) break;
  }
  return text.substr(begin, end - begin);
}

// Several lines of a tool as one sentence.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n')
      line += "; ";
    else if (c != ' ' || !line.ends_with(' '))
      line += c;
  }
  return line;
}

Trial trial_of(const std::string& file, const std::string& tool, const ToolResult& result) {
  if (!result.found) return {file, Trial::State::Untried, tool, {}};
  if (result.ok()) return {file, Trial::State::Accepted, tool, {}};
  const std::string words = on_one_line(last_lines(result.output));
  return {file, Trial::State::Refused, tool,
          words.empty() ? fmt::format("{} ended with status {}", tool, result.status) : words};
}

// ---- nftables -----------------------------------------------------------------------------------

// Through memory, so that nothing is left behind however this ends.
bool nft_takes(const std::string& text) {
  const Descriptor file(::memfd_create("nft", 0));
  if (!file.open() || ::write(file.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return true;
  return run_tool({"nft", "-c", "-f", fmt::format("/proc/{}/fd/{}", ::getpid(), file.number())}).ok();
}

// The first error of nft without the path, and the line that it blames: "syntax error, unexpected string".
struct NftError {
  std::string line;
  std::string message;
};

NftError first_error(const std::string& output, const std::string& path) {
  constexpr std::string_view kError = ": Error: ";
  const std::size_t at = output.find(kError);
  if (at == std::string::npos) return {"?", on_one_line(last_lines(output))};

  const std::size_t begin = at + kError.size();
  const std::size_t place = output.rfind(path, at);
  const std::size_t line = place == std::string::npos ? at : place + path.size() + 1;
  return {output.substr(line, output.find(':', line) - line),
          in_lower_case(output.substr(begin, output.find('\n', begin) - begin))};
}

Trial try_nft(const std::string& directory, const std::string& file) {
  const std::string path = (fs::path(directory) / file).string();
  const ToolResult result = run_tool({"nft", "-c", "-f", path});
  Trial trial = trial_of(file, "nft", result);
  if (trial.state != Trial::State::Refused) return trial;

  // A line that the kernel refuses is blamed by guess; one that nft cannot read is the one.
  const NftError error = first_error(result.output, path);
  const bool of_the_kernel = error.message.find("rocess rule") != std::string::npos ||
                             error.message.find("conflicting intervals") != std::string::npos;
  const FileText text = read_file(path);
  const auto object = of_the_kernel && text.status == FileText::Status::Ok
                          ? refused_object(text.buffer->text(), nft_takes)
                          : std::nullopt;
  trial.message = object ? fmt::format("{}: {}", *object, error.message)
                         : fmt::format("line {}: {}", error.line, error.message);
  return trial;
}

// ---- iptables and ipset -------------------------------------------------------------------------

// The sets that the rules of a point refer to must be there while those are tried.
std::optional<std::string> sets_of(const std::string& directory, const std::string& file) {
  const fs::path rules = fs::path(directory) / file;
  const fs::path sets = fs::path(rules).replace_extension().replace_extension(".ipset");
  return fs::exists(sets) ? std::optional(sets.string()) : std::nullopt;
}

Trial try_ipset(const std::string& directory, const std::string& file) {
  const ToolResult result = run_tool({"ipset", "-exist", "restore"}, (fs::path(directory) / file).string());
  run_tool({"ipset", "destroy"});
  return trial_of(file, "ipset", result);
}

Trial try_iptables(const std::string& directory, const std::string& file, const std::string& tool) {
  const auto sets = sets_of(directory, file);
  if (sets) run_tool({"ipset", "-exist", "restore"}, sets);
  const ToolResult result = run_tool({tool, "--test", "--noflush"}, (fs::path(directory) / file).string());
  if (sets) run_tool({"ipset", "destroy"});
  return trial_of(file, tool, result);
}

// ---- XDP ----------------------------------------------------------------------------------------

std::string system_headers() {
  utsname system{};
  ::uname(&system);
  return fmt::format("-I/usr/include/{}-linux-gnu", static_cast<const char*>(system.machine));
}

ToolResult compile_bpf(const std::string& source, const std::string& object) {
  ToolResult result;
  for (const char* const clang : {"clang", "clang-19", "clang-16", "clang-14"}) {
    result = run_tool({clang, "-O2", "-g", "-target", "bpf", system_headers(), "-c", source, "-o", object});
    if (result.found) return result;
  }
  return result;
}

// The first of clang's errors, without the path: those after it often follow from it.
std::string first_compiler_error(const std::string& output, const std::string& source) {
  const std::size_t at = output.find(": error: ");
  const std::size_t line = at == std::string::npos ? at : output.rfind(source + ":", at);
  if (line == std::string::npos) return on_one_line(last_lines(output));

  const std::size_t number = line + source.size() + 1;
  const std::size_t text = at + std::string_view(": error: ").size();
  return fmt::format("line {}: {}", output.substr(number, output.find(':', number) - number),
                     output.substr(text, output.find('\n', text) - text));
}

// Why the kernel's verifier refuses a program: the end of its log, which stands in the midst of what bpftool
// says.
std::string verifier_words(const std::string& output) {
  constexpr std::string_view kEnd = "-- END PROG LOAD LOG --";
  constexpr std::array<std::string_view, 3> kFigures{"processed ", "verification time ", "stack depth "};
  std::string log;
  for (std::size_t at = 0; at < output.size();) {
    const std::size_t end = std::min(output.find('\n', at), output.size());
    const std::string_view line = std::string_view(output).substr(at, end - at);
    if (line.find(kEnd) != std::string_view::npos) return on_one_line(last_lines(log));
    const bool is_figure = std::any_of(kFigures.begin(), kFigures.end(),
                                       [&](std::string_view figure) { return line.starts_with(figure); });
    if (!is_figure) log.append(line).append("\n");
    at = end + 1;
  }
  return on_one_line(last_lines(output));
}

Trial try_xdp(const std::string& directory, const std::string& file) {
  const std::string object = fmt::format("{}/program.o", kPrivateFolder);
  const std::string pin = fmt::format("{}/program", kPrivatePins);
  const std::string source = (fs::path(directory) / file).string();
  const ToolResult compiled = compile_bpf(source, object);
  if (!compiled.ok()) {
    Trial trial = trial_of(file, "clang", compiled);
    if (trial.state == Trial::State::Refused) trial.message = first_compiler_error(compiled.output, source);
    return trial;
  }

  const ToolResult loaded = run_tool({"bpftool", "prog", "load", object, pin});
  ::unlink(pin.c_str());
  ::unlink(object.c_str());
  Trial trial = trial_of(file, "bpftool", loaded);
  if (trial.state == Trial::State::Refused) trial.message = verifier_words(loaded.output);
  return trial;
}

}  // namespace

std::string_view to_string(Trial::State state) {
  switch (state) {
    case Trial::State::Accepted:
      return "accepted";
    case Trial::State::Refused:
      return "refused";
    case Trial::State::Untried:
      return "untried";
    case Trial::State::NotForHosts:
      return "not for hosts";
  }
  return {};
}

Trial try_artefact(const std::string& directory, const std::string& path) {
  if (path.ends_with(".nft")) return try_nft(directory, path);
  if (path.ends_with(".ipset")) return try_ipset(directory, path);
  if (path.ends_with(".rules.v4")) return try_iptables(directory, path, "iptables-restore");
  if (path.ends_with(".rules.v6")) return try_iptables(directory, path, "ip6tables-restore");
  if (path.ends_with(".bpf.c")) return try_xdp(directory, path);
  return {path, Trial::State::NotForHosts, {}, {}};
}

}  // namespace sgc::driver
