#include "sandbox/task_engine/endpoints/dns_answer.h"

#include <iterator>

#include "sandbox/task_engine/endpoints/dns_reader.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

/// More are no answer to a task's question.
constexpr std::uint16_t kMaxRecords = 512;
constexpr std::uint16_t kTruncated = 0x0200;
constexpr std::uint16_t kCodeMask = 0xf;
constexpr std::size_t kTypeAndClassBytes = 4;

/// Of the types whose names servers may compress: bytes, names, bytes. Others' data are bytes alone.
struct Layout {
  RecordType type;
  std::size_t before;
  int names;
  std::size_t behind;
};
constexpr Layout kLayouts[] = {
    {RecordType{2}, 0, 1, 0},                                  // NS
    {RecordType::kCname, 0, 1, 0}, {RecordType{6}, 0, 2, 20},  // SOA
    {RecordType::kPtr, 0, 1, 0},   {RecordType{15}, 2, 1, 0},  // MX
    {RecordType::kSrv, 6, 1, 0},   {RecordType{39}, 0, 1, 0},  // DNAME
};

Layout layout_of(RecordType type, std::size_t size) {
  for (const Layout& layout : kLayouts)
    if (layout.type == type) return layout;
  return {type, size, 0, 0};
}

/// @param size  that the record says its data have
std::optional<std::string> read_data(DnsReader& reader, RecordType type, std::size_t size) {
  const std::size_t end = reader.position() + size;
  const Layout layout = layout_of(type, size);
  std::string data{reader.take(layout.before)};
  for (int count = 0; count < layout.names; ++count) data += reader.name();
  data += reader.take(layout.behind);
  if (reader.failed() || reader.position() != end) return std::nullopt;
  return data;
}

std::optional<NameRecord> read_record(DnsReader& reader) {
  NameRecord record;
  record.owner = reader.name();
  const auto type = static_cast<RecordType>(reader.u16());
  const std::uint16_t record_class = reader.u16();
  record.ttl = std::chrono::seconds{reader.u32()};
  const std::size_t size = reader.u16();
  auto data = read_data(reader, type, size);
  if (!data || record_class != kInternetClass) return std::nullopt;
  record.data = OtherRecord{type, *std::move(data)};
  return record;
}

}  // namespace

std::optional<std::vector<NameRecord>> read_records(std::string_view message) {
  DnsReader reader{message};
  const DnsHeader header = read_header(reader);
  if (reader.failed() || header.questions != 1 || header.answers > kMaxRecords) return std::nullopt;
  (void)reader.name();
  (void)reader.take(kTypeAndClassBytes);
  std::vector<NameRecord> records;
  for (std::uint16_t number = 0; number < header.answers; ++number) {
    auto record = read_record(reader);
    if (!record) return std::nullopt;
    records.push_back(*std::move(record));
  }
  return records;
}

std::optional<DnsQuery> query_for(const DnsQuery& query, const std::string& name) {
  const auto wire = to_wire_name(name);
  if (!wire || query.question.size() < kTypeAndClassBytes) return std::nullopt;
  DnsQuery other = query;
  other.question = *wire + query.question.substr(query.question.size() - kTypeAndClassBytes);
  other.name = name_text(*wire);
  return other;
}

std::string lead_to(std::string_view answer, const DnsQuery& query, std::vector<NameRecord> chain,
                    std::size_t limit) {
  DnsReader reader{answer};
  const std::uint16_t flags = read_header(reader).flags;
  auto records = read_records(answer);
  if (!records) return write_response(query, ResponseCode::kServerFailure, {}, limit);
  if ((flags & kTruncated) != 0) return write_truncated(query, limit);
  chain.insert(chain.end(), std::make_move_iterator(records->begin()),
               std::make_move_iterator(records->end()));
  return write_response(query, static_cast<ResponseCode>(flags & kCodeMask), chain, limit);
}

}  // namespace eni::sandbox::task_engine::endpoints
