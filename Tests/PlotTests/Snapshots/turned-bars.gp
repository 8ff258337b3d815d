set terminal svg size 760,210 font 'Helvetica,Arial,sans-serif,14' noenhanced background rgb '#fdfdfc'
set encoding utf8
set border 3 linewidth 1 linecolor rgb '#7a8087'
set tics nomirror out scale 0.4 textcolor rgb '#2b2f33'
set grid linetype 1 linewidth 1 linecolor rgb '#e6e8ea'
set xtics offset 0, 0.3
unset key
set lmargin at screen 0.16863
set rmargin at screen 0.84642
set tmargin at screen 0.72381
set bmargin at screen 0.28571
unset logscale x
set xrange [0.0:0.5]
set xtics ('0.0' 0.0, '0.1' 0.1, '0.2' 0.2, '0.3' 0.3, '0.4' 0.4, '0.5' 0.5)
set border 1
set yrange [1.5:-0.5]
set ytics ('ReLU' 0.0, 'tanh, scaled' 1.0)
set ytics scale 0
set grid noytics xtics
set label 'error' at graph 0.5, screen 0.08571 center front font ',14' textcolor rgb '#2b2f33'
set label '' at screen 0.42492, screen 0.91429 front point pointtype 5 pointsize 1 linecolor rgb '#0072b2'
set label 'train' at screen 0.43808, screen 0.91429 left front font ',14' textcolor rgb '#2b2f33'
set label '' at screen 0.52939, screen 0.91429 front point pointtype 5 pointsize 1 linecolor rgb '#d55e00'
set label 'test' at screen 0.54255, screen 0.91429 left front font ',14' textcolor rgb '#2b2f33'
set arrow from 0.2, graph 0 to 0.2, graph 1 nohead front dashtype 2 linewidth 1.2 linecolor rgb '#b9bec4'
set arrow from 0.3, graph 0 to 0.3, graph 1 nohead front dashtype 2 linewidth 1.2 linecolor rgb '#2b2f33'
set label 'PCA' at 0.3, screen 0.78095 center front font ',12' textcolor rgb '#2b2f33'
set label '0.250 ± 0.020' at screen 0.98421, first -0.2 right front font ',12' textcolor rgb '#2b2f33'
set label '0.125 ± 0.010' at screen 0.98421, first 0.7999999999999999 right front font ',12' textcolor rgb '#2b2f33'
set label '0.500' at screen 0.98421, first 0.20000000000000007 right front font ',12' textcolor rgb '#2b2f33'
set label '0.250' at screen 0.98421, first 1.2000000000000002 right front font ',12' textcolor rgb '#2b2f33'
$bars << EOD
0.25 -0.2 0.0 0.25 -0.328 -0.07200000000000001 0.23 0.27 0.0
0.125 0.7999999999999999 0.0 0.125 0.6719999999999999 0.9279999999999999 0.115 0.135 0.0
0.5 0.20000000000000007 0.0 0.5 0.07200000000000006 0.32800000000000007 0.5 0.5 1.0
0.25 1.2000000000000002 0.0 0.25 1.072 1.3280000000000003 0.25 0.25 1.0
EOD
$behind << EOD
0.3 -0.2 0.0 0.3 -0.392 -0.008000000000000007
0.1 1.2000000000000002 0.0 0.1 1.0080000000000002 1.3920000000000001
EOD
plot \
  $behind using 1:2:3:4:5:6 with boxxyerror fillcolor rgb '#b9bec4' fillstyle solid noborder, \
  $bars using 1:($9 == 0 ? $2 : NaN):3:4:5:6 with boxxyerror fillcolor rgb '#0072b2' fillstyle solid 0.85 noborder, \
  $bars using 1:($9 == 1 ? $2 : NaN):3:4:5:6 with boxxyerror fillcolor rgb '#d55e00' fillstyle solid 0.85 noborder, \
  $bars using 1:($7 < $8 ? $2 : NaN):7:8 with xerrorbars pointtype -1 linewidth 1.4 linecolor rgb '#2b2f33'
