#pragma once
/// What another server of names answers to what a record of the VPC's leads to, as the answer to who asked for that record's name.
/// Sources: RFC 1034, section 3.6.2 (CNAME); RFC 1035, sections 3.3 and 4.1; RFC 3597, section 4 (types with names that may be compressed).
#include "sandbox/task_engine/endpoints/dns_message.h"

namespace eni::sandbox::task_engine::endpoints {

/// The records of an answer's answer section, without compression.
/// @return  nothing if they cannot be read, or are too many
std::optional<std::vector<NameRecord>> read_records(std::string_view message);

/// The question for `name` with all else as in `query`; nothing if it is no name.
std::optional<DnsQuery> query_for(const DnsQuery& query, const std::string& name);

/// @param answer  to query_for(query, NAME), as a client would get it
/// @param chain   the records that lead from the question's name to NAME
/// @return  the answer to `query`, with its code; SERVFAIL if it cannot be read
std::string lead_to(std::string_view answer, const DnsQuery& query, std::vector<NameRecord> chain,
                    std::size_t limit);

}  // namespace eni::sandbox::task_engine::endpoints
