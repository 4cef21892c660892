#include "sandbox/world/trunk/bpf.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

namespace eni::sandbox::world::bpf {
namespace {

constexpr std::size_t kLogBytes = 16 * 1024;
constexpr std::size_t kMaxNameBytes = BPF_OBJ_NAME_LEN - 1;

long call_kernel(bpf_cmd command, bpf_attr& attributes) {
  return syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

std::uint64_t pointer(const void* address) { return reinterpret_cast<std::uint64_t>(address); }

std::uint8_t width_of(std::uint8_t size) {
  switch (size) {
    case 1:
      return BPF_B;
    case 2:
      return BPF_H;
    case 4:
      return BPF_W;
    default:
      return BPF_DW;
  }
}

/// The last line that says something.
std::string last_words(std::string log) {
  log.resize(strnlen(log.c_str(), log.size()));
  while (!log.empty() && log.back() == '\n') log.pop_back();
  const std::size_t statistics = log.rfind("\nprocessed ");
  if (statistics != std::string::npos) log.resize(statistics);
  return log.substr(log.rfind('\n') + 1);
}

}  // namespace

Program& Program::put(std::uint8_t code, Register to, Register from, std::int16_t offset,
                      std::int32_t value) {
  bpf_insn instruction{};
  instruction.code = code;
  instruction.dst_reg = static_cast<std::uint8_t>(to) & 15;
  instruction.src_reg = static_cast<std::uint8_t>(from) & 15;
  instruction.off = offset;
  instruction.imm = value;
  instructions_.push_back(instruction);
  return *this;
}

Program& Program::put_jump(std::uint8_t code, Register left, Register right, std::int32_t value,
                           Label label) {
  jumps_.push_back({instructions_.size(), label});
  return put(code, left, right, 0, value);
}

Program& Program::move(Register to, Register from) {
  return put(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0);
}
Program& Program::move(Register to, std::int32_t value) {
  return put(BPF_ALU64 | BPF_MOV | BPF_K, to, Register::r0, 0, value);
}
Program& Program::add(Register to, std::int32_t value) {
  return put(BPF_ALU64 | BPF_ADD | BPF_K, to, Register::r0, 0, value);
}
Program& Program::bitwise_and(Register to, std::int32_t value) {
  return put(BPF_ALU64 | BPF_AND | BPF_K, to, Register::r0, 0, value);
}
Program& Program::store(Register address, std::int16_t offset, Register value, std::uint8_t size) {
  return put(BPF_STX | BPF_MEM | width_of(size), address, value, offset, 0);
}
Program& Program::load(Register to, Register address, std::int16_t offset, std::uint8_t size) {
  return put(BPF_LDX | BPF_MEM | width_of(size), to, address, offset, 0);
}
Program& Program::load_map(Register to, int map) {
  put(BPF_LD | BPF_DW | BPF_IMM, to, static_cast<Register>(BPF_PSEUDO_MAP_FD), 0, map);
  return put(0, Register::r0, Register::r0, 0, 0);
}
Program& Program::call(bpf_func_id function) {
  return put(BPF_JMP | BPF_CALL, Register::r0, Register::r0, 0, function);
}
Program& Program::jump_if(std::uint8_t condition, Register left, std::int32_t right, Label label) {
  return put_jump(BPF_JMP | BPF_K | condition, left, Register::r0, right, label);
}
Program& Program::jump_if(std::uint8_t condition, Register left, Register right, Label label) {
  return put_jump(BPF_JMP | BPF_X | condition, left, right, 0, label);
}
Program& Program::exit() { return put(BPF_JMP | BPF_EXIT, Register::r0, Register::r0, 0, 0); }

Program& Program::read_frame(std::int32_t offset, std::int16_t to, std::int32_t size, Label on_failure) {
  using R = Register;
  return move(R::r1, R::r6)
      .move(R::r2, offset)
      .move(R::r3, R::frame)
      .add(R::r3, to)
      .move(R::r4, size)
      .call(BPF_FUNC_skb_load_bytes)
      .jump_if(BPF_JNE, R::r0, 0, on_failure);
}

Program::Label Program::label() {
  places_.push_back(0);
  return places_.size() - 1;
}

Program& Program::place(Label label) {
  places_[label] = instructions_.size();
  return *this;
}

Result<net::Descriptor> Program::load(const char* name) {
  for (const Jump& jump : jumps_)
    instructions_[jump.at].off = static_cast<std::int16_t>(places_[jump.label] - jump.at - 1);
  std::string log(kLogBytes, '\0');
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SCHED_CLS;
  attributes.insns = pointer(instructions_.data());
  attributes.insn_cnt = static_cast<std::uint32_t>(instructions_.size());
  attributes.license = pointer("Apache-2.0");  // None of the functions called asks for another.
  std::strncpy(attributes.prog_name, name, kMaxNameBytes);
  long program = call_kernel(BPF_PROG_LOAD, attributes);
  if (program >= 0) return net::Descriptor{static_cast<int>(program)};
  if (errno != EPERM) {
    attributes.log_level = 1;
    attributes.log_buf = pointer(log.data());
    attributes.log_size = kLogBytes;
    program = call_kernel(BPF_PROG_LOAD, attributes);
    if (program >= 0) return net::Descriptor{static_cast<int>(program)};
  }
  const int error = errno;
  const std::string words = last_words(std::move(log));
  return Error{std::string("loading the program ") + name + ": " + std::strerror(error) +
                   (words.empty() ? "" : ": " + words),
               ""};
}

Result<net::Descriptor> make_hash_map(const char* name, std::uint32_t key_size, std::uint32_t value_size,
                                      std::uint32_t max_entries) {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_HASH;
  attributes.key_size = key_size;
  attributes.value_size = value_size;
  attributes.max_entries = max_entries;
  // Memory as entries come, not for all that could be.
  attributes.map_flags = BPF_F_NO_PREALLOC;
  std::strncpy(attributes.map_name, name, kMaxNameBytes);
  const long map = call_kernel(BPF_MAP_CREATE, attributes);
  if (map < 0) return Error{std::string("making the map ") + name + ": " + std::strerror(errno), ""};
  return net::Descriptor{static_cast<int>(map)};
}

int update(int map, const void* key, const void* value) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map);
  attributes.key = pointer(key);
  attributes.value = pointer(value);
  return call_kernel(BPF_MAP_UPDATE_ELEM, attributes) == 0 ? 0 : errno;
}

void remove(int map, const void* key) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map);
  attributes.key = pointer(key);
  call_kernel(BPF_MAP_DELETE_ELEM, attributes);
}

}  // namespace eni::sandbox::world::bpf
