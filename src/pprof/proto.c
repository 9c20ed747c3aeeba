/* proto: to be written */
typedef int pp_proto_not_yet;
